/**
 * Has a style that did not come fetched again with the code it belongs to. What Vite puts around each import() counts a
 * style as there once it was asked for, so that a part whose style failed would be shown bare when its code is loaded again.
 */
import type { Plugin } from 'vite';

const HELPER = 'vite/preload-helper';
/** What is wrong in that helper, and what stands there instead. */
const mended: [wrong: RegExp, right: string][] = [
  [/\(err\) => \{\s*seen\[href\] = void 0;/, '(err) => { delete seen[href];'],
  [/if \(e\.type === "error"\) rej/, 'if (e.type === "error") link.remove(), rej'],
];

/** styles is a Vite plugin that mends it; another version of Vite, in which this is not found, is not built with. */
export function styles(): Plugin {
  return {
    name: 'rookery-styles',
    apply: 'build',
    transform(code, id) {
      if (!id.includes(HELPER)) return undefined;
      for (const [wrong, right] of mended) {
        if (!wrong.test(code)) this.error(`no ${wrong} in ${id}: look at what this version of Vite does with a style that fails`);
        code = code.replace(wrong, right);
      }
      return { code, map: null };
    },
  };
}
