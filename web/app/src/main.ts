import { mount } from 'svelte';
import './design/base.css';
import './app.css';
import App, { type Loaded } from './App.svelte';

/** start opens the client at the address that the document was loaded for, with the views that came with the document. */
export const start = (loaded: Loaded): void => void mount(App, { target: document.getElementById('app')!, props: { loaded } });
