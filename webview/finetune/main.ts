import '../components/controls/toolkit';
import './finetune-app';
import '../components/page.css';

// In the place of the page's first word.
document.body.replaceChildren(document.createElement('finetune-app'));
