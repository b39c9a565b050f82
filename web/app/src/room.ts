import { start } from './main';
import * as room from './views/room/RoomView.svelte';

start({ room });
