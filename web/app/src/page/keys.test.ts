import { describe, expect, it } from 'vitest';
import { asked, begins, SHORTCUTS } from './keys';

/** A place in the page that lies within elements of these names. */
const within = (...names: string[]) => ({ closest: (list: string) => list.split(', ').some((s) => names.includes(s)) as unknown as Element });
const page = within();
const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, ...more });

describe('a key', () => {
  it('means what the table says, small or capital', () => {
    for (const s of SHORTCUTS) expect(asked(press(s.key), page)).toBe(s.act);
    expect(asked(press('F'), page)).toBe('flip');
  });

  it('is in the table once', () => expect(new Set(SHORTCUTS.map((s) => s.key)).size).toBe(SHORTCUTS.length));

  it.each(['input', 'textarea', 'select', '[contenteditable]', '[role=menu]', 'dialog'])('means nothing to the page in %s', (name) => {
    for (const s of SHORTCUTS) expect(asked(press(s.key), within(name))).toBeUndefined();
  });

  it.each(['[role=grid]', '[role=log]', '[role=group]', '.people'])('that walks means nothing to the page in %s, a letter does', (name) => {
    expect(asked(press('ArrowLeft'), within(name))).toBeUndefined();
    expect(asked(press('f'), within(name))).toBe('flip');
  });

  it('that presses a button is the button’s', () => {
    expect(asked(press(' '), within('button'))).toBeUndefined();
    expect(asked(press('f'), within('button'))).toBe('flip');
  });

  it('is the browser’s with Ctrl, Alt or Meta, and nobody’s once it has been used', () => {
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { defaultPrevented: true }]) expect(asked(press('f', more), page)).toBeUndefined();
    expect(asked(press('x'), page)).toBeUndefined();
  });
});

describe('a letter on the board', () => {
  const grid = within('[role=grid]');

  it.each(['e', 'c', 'f', 'N', 'B', 'O', '0'])('%s begins a move', (key) => {
    expect(begins(press(key), grid, false)).toBe(true);
    expect(begins(press(key), page, false)).toBe(false);
    expect(begins(press(key), page, true)).toBe(true); // in a room without its board
  });

  it.each(['t', 'o', 'n', '5', '?', 'ArrowUp', 'Enter'])('%s begins none', (key) => expect(begins(press(key), grid, false)).toBe(false));

  it('begins none where something is written, with Ctrl, or once it has been used', () => {
    expect(begins(press('c'), within('input'), true)).toBe(false);
    expect(begins(press('c', { ctrlKey: true }), grid, false)).toBe(false);
    expect(begins(press('b', { defaultPrevented: true }), grid, false)).toBe(false); // a pawn becomes a bishop
  });
});
