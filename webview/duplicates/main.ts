import '../components/controls/toolkit';
import '../components/page.css';
import './duplicates-app';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('duplicates-app'));
