import type { Command } from '../wire';

/** What asks for a game that may begin at once. Who sits down at a link is in its room. */
const ASKING: readonly Command['t'][] = ['search', 'seek', 'take', 'choose', 'link', 'house', 'rematch'];

/** asking tells whether a game is being asked for among what the server has not answered yet. */
export const asking = (unanswered: readonly { command: Command }[]): boolean => unanswered.some((s) => ASKING.includes(s.command.t));
