/** What the build cuts the catalogues into. */
declare module 'words:*' {
  const it: import('./languages').Begun;
  export const { words, hear, parts }: typeof it;
}
