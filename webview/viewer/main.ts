import '../components/toolkit';
import '../components/page.css';
import './viewer-app';

document.body.append(document.createElement('viewer-app'));
