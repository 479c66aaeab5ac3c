import '../components/toolkit';
import './similar-app';
import './similar.css';

document.body.append(document.createElement('similar-app'));
