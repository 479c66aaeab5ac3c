import '../components/controls/toolkit';
import '../components/page.css';
import './viewer-app';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('viewer-app'));
