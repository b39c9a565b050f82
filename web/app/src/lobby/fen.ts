import { heard, t } from '../words/words';

/**
 * fenFault says in words why a text is no position at all; undefined if it may be one: the server looks closer. What
 * tells it is fetched for the first such text.
 */
export async function fenFault(fen: string): Promise<string | undefined> {
  let rules: typeof import('chess.js');
  try {
    rules = await import('chess.js');
  } catch {
    return undefined; // the line is down: the server will say
  }
  const { error } = rules.validateFen(fen);
  return error && t('This is no position: {why}.', { why: heard(error.replace(/^Invalid FEN: /, '')) });
}
