import '../components/toolkit';
import './similar-app';
import '../components/page.css';

document.body.append(document.createElement('similar-app'));
