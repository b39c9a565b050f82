import { mount } from 'svelte';
import './design/base.css';
import './app.css';
import App, { type Loaded } from './App.svelte';
import { speakFirst, type Begins } from './words/languages';
import './words/words.svelte';

/** start opens the client at the address that the document was loaded for, with the views that came with the document, in the reader's language. */
export async function start(loaded: Loaded, begins: Begins): Promise<void> {
  await speakFirst(begins);
  mount(App, { target: document.getElementById('app')!, props: { loaded } });
}
