import type { Answer } from '../wire';
import { key } from '../words/words';

/** refusal is why a command had no effect, in the English by which it is heard; undefined if it had. */
export function refusal(answer: Answer | undefined): string | undefined {
  if (!answer) return key('It was not sent: you are somebody else now.');
  return 'no' in answer ? answer.no.text : undefined;
}
