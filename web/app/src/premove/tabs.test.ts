import { expect, it } from 'vitest';
import { Tabs } from './tabs';

it('of several tabs with the same game the one in which the last premove was made has the queue', () => {
  type Wire = ConstructorParameters<typeof Tabs>[0];
  let wires: Wire[] = [];
  const queues: string[][] = [];
  const open = () => {
    const wire: Wire = {
      onmessage: null,
      postMessage: (data) => wires.filter((w) => w !== wire).forEach((w) => w.onmessage?.({ data } as MessageEvent)),
      close: () => void (wires = wires.filter((w) => w !== wire)),
    };
    wires.push(wire);
    const queue: string[] = [];
    queues.push(queue);
    const tabs = new Tabs(wire, () => (queue.length = 0));
    return { add: (move: string) => (queue.push(move), tabs.made()), end: () => tabs.end() };
  };
  const [one, two, three] = [open(), open(), open()];
  one.add('Bc4');
  one.add('Qf3');
  expect(queues).toEqual([['Bc4', 'Qf3'], [], []]);
  two.add('d4');
  expect(queues).toEqual([[], ['d4'], []]);
  three.add('Nc3');
  three.end();
  one.add('Bb5');
  expect(queues, 'who has left has his to himself').toEqual([['Bb5'], [], ['Nc3']]);
});
