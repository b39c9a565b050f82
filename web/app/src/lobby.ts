import { start } from './main';
import * as lobby from './views/lobby/LobbyView.svelte';

void start({ lobby }, { sv: () => import('words:sv-lobby') });
