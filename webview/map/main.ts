import '../components/controls/toolkit';
import './map-app';
import '../components/page.css';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('map-app'));
