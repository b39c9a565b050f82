/**
 * Writes brotli and gzip beside every built file that they make smaller; the server sends what a browser understands
 * best. Documents are left alone: the server writes their heads.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const texts = ['.js', '.css', '.svg', '.json', '.txt', '.webmanifest'];
const forms = {
  '.br': (body: Buffer) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  '.gz': (body: Buffer) => gzipSync(body, { level: 9 }),
};

/** compressed is a Vite plugin that does so after everything is written. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'rookery-compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, name);
        if (!texts.includes(extname(name)) || !statSync(path).isFile()) continue;
        const body = readFileSync(path);
        for (const [end, squeeze] of Object.entries(forms)) {
          const small = squeeze(body);
          if (small.length < body.length) writeFileSync(path + end, small);
        }
      }
    },
  };
}
