import { mount } from 'svelte';
import './design/base.css';
import './app.css';
import App, { type Loaded } from './App.svelte';
import { speakFirst } from './words/languages';
import './words/words.svelte';

/** start opens the client at the address that the document was loaded for, with the views that came with the document. */
export async function start(loaded: Loaded): Promise<void> {
  await speakFirst();
  mount(App, { target: document.getElementById('app')!, props: { loaded } });
}
