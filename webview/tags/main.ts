import '../components/controls/toolkit';
import './tags-app';
import '../components/page.css';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('tags-app'));
