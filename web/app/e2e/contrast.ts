/** What axe gives up on: text on a gradient or on a mixed ground, in a theme that the page is not in, and what an empty field says. */

/**
 * contrasts names, in each theme, all text that has less than 4.5:1 with what it stands on. It runs in the page, so it knows
 * nothing of this file. What a text stands on is the same in every theme and looked for once; of a gradient each colour counts.
 * What may not be pressed and what is not seen have no contrast. What it has judged it leaves in `judged`.
 */
export function contrasts(themes: readonly string[]): string[] {
  type Colour = [r: number, g: number, b: number, a: number];
  interface Text {
    el: Element;
    part?: string;
    /** From the text down to the page. */
    under: Element[];
  }
  const LEAST = 4.5;
  const COLOUR = /rgba?\([^)]*\)|color\(srgb [^)]*\)/g;
  const CLEAR: Colour = [0, 0, 0, 0];
  const read = (css: string): Colour => {
    const [r, g, b, a = 1] = (css.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number) as Colour;
    return css.startsWith('color') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = (a: Colour, b: Colour): Colour => {
    const all = a[3] + b[3] * (1 - a[3]);
    const mix = (i: 0 | 1 | 2) => (all ? (a[i] * a[3] + b[i] * b[3] * (1 - a[3])) / all : 0);
    return [mix(0), mix(1), mix(2), all];
  };
  const linear = (c: number) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]: Colour) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const name = (e: Element) => `${e.tagName.toLowerCase()}${[...e.classList].filter((c) => !c.startsWith('_')).map((c) => '.' + c).join('')}`;

  const within = document.querySelector('dialog[open]') ?? document.body;
  const seen = (e: Element) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('.unseen, [inert]');
  const judged = ((globalThis as unknown as { judged: WeakSet<Element> }).judged = new WeakSet());
  const texts: Text[] = [];
  const found = (el: Element, box: DOMRect | undefined, part?: string) => {
    if (!box || box.width <= 1 || box.height <= 1) return;
    const at = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const i = at.indexOf(el);
    const under = at.slice(i);
    if (i < 0) { // scrolled away, or nothing that is pointed at
      under.length = 0;
      for (let e: Element | null = el; e; e = e.parentElement) under.push(e);
    }
    judged.add(el);
    texts.push({ el, under, ...(part && { part }) });
  };
  const words = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let n = words.nextNode(); n; n = words.nextNode()) {
    const el = n.parentElement!;
    if (!n.textContent?.trim() || judged.has(el) || el.closest('.board, option, :disabled') || !seen(el)) continue; // a board's is design/contrast.test.ts's
    range.selectNodeContents(n);
    found(el, range.getClientRects()[0]);
  }
  for (const el of within.querySelectorAll<HTMLInputElement>('input:not([type=checkbox], [type=radio], [type=range]), select, textarea')) {
    if (!el.disabled && seen(el)) found(el, el.getBoundingClientRect(), el.value || !el.placeholder ? undefined : '::placeholder');
  }

  const { dataset } = document.documentElement;
  const own = dataset['theme'];
  const out = new Set<string>();
  for (const theme of themes) {
    dataset['theme'] = theme;
    const styles = new Map<Element, { ground: Colour[]; opacity: number }>();
    const style = (e: Element) => {
      const known = styles.get(e);
      if (known) return known;
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
      const flat = read(backgroundColor);
      const tints = backgroundImage.match(COLOUR)?.map((c) => over(read(c), flat));
      const now = { ground: tints ?? [flat], opacity: Number(opacity) };
      styles.set(e, now);
      return now;
    };
    for (const { el, part, under } of texts) {
      const { color, opacity } = getComputedStyle(el, part);
      const ink = read(color);
      if (ink[3] === 0) continue;
      if (part) ink[3] *= Number(opacity);
      let pairs: { ink: Colour; ground: Colour }[] = [{ ink, ground: CLEAR }];
      for (const e of under) {
        const s = style(e);
        pairs = pairs.flatMap((p) => s.ground.map((g) => ({ ink: over(p.ink, g), ground: over(p.ground, g) })));
        if (s.opacity < 1 && e.contains(el)) for (const c of pairs.flatMap((p) => [p.ink, p.ground])) c[3] *= s.opacity;
        if (pairs.every((p) => p.ground[3] > 0.999)) break;
      }
      const paper: Colour = [255, 255, 255, 1];
      const least = Math.min(...pairs.map((p) => ratio(light(over(p.ink, paper)), light(over(p.ground, paper)))));
      if (least < LEAST) out.add(`${theme} ${least.toFixed(2)}:1 ${name(el)}${part ?? ''} “${el.textContent?.trim().slice(0, 24) ?? ''}”`);
    }
  }
  if (own === undefined) delete dataset['theme'];
  else dataset['theme'] = own;
  return [...out];
}
