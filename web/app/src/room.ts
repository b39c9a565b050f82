import { start } from './main';
import * as room from './views/room/RoomView.svelte';

void start({ room }, { sv: () => import('words:sv-room') });
