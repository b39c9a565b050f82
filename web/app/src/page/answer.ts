import type { Answer } from '../wire';
import { heard, t } from '../words/words';

/** refusal is why a command had no effect, in words; undefined if it had. */
export function refusal(answer: Answer | undefined): string | undefined {
  if (!answer) return t('It was not sent: you are somebody else now.');
  return 'no' in answer ? heard(answer.no.text) : undefined;
}
