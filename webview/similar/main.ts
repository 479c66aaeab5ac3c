import '../components/controls/toolkit';
import './similar-app';
import '../components/page.css';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('similar-app'));
