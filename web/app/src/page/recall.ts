import { recalled } from '../chat/recalled';
import type { Talk } from '../chat/talk';
import type { Answer, Command } from '../wire';

/**
 * recall asks for the log up to event n, page by page while `still`: it has what the snapshot with that event does not
 * tell, as that clocks stood and what was offered. Its code is fetched by who comes to a game under way.
 */
export async function recall(n: number, ask: (question: Command) => Promise<Answer | undefined>, still: () => boolean, change: (f: (talk: Talk) => Talk) => void): Promise<void> {
  for (let before = n + 1; before > 1 && still(); ) {
    const answer = await ask({ t: 'history', d: { stream: 'game', before } });
    if (!answer || !('info' in answer) || answer.info.t !== 'page') return;
    const { events, more } = answer.info.d;
    change((talk) => recalled(talk, events.filter((e) => e.s === 'game')));
    before = more ? events[0]!.n : 0;
  }
}
