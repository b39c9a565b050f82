/** Birds, for whoever has not thought of a name. All fit the rules of a nick. */
const birds = [
  'avocet', 'bittern', 'bluetit', 'brambling', 'bunting', 'chiffchaff', 'chough', 'coot', 'corncrake', 'crake',
  'crossbill', 'curlew', 'dipper', 'dotterel', 'dunlin', 'dunnock', 'egret', 'fieldfare', 'firecrest', 'fulmar',
  'gadwall', 'godwit', 'goldcrest', 'goosander', 'goshawk', 'grebe', 'hobby', 'hoopoe', 'jackdaw', 'kestrel',
  'kittiwake', 'knot', 'lapwing', 'linnet', 'magpie', 'martin', 'merlin', 'nightjar', 'nuthatch', 'oriole',
  'ouzel', 'peregrine', 'petrel', 'pintail', 'pipit', 'plover', 'pochard', 'ptarmigan', 'redpoll', 'redshank',
  'redstart', 'redwing', 'robin', 'sanderling', 'sandpiper', 'serin', 'shearwater', 'shrike', 'siskin', 'skua',
  'skylark', 'smew', 'snipe', 'stonechat', 'swift', 'teal', 'tern', 'treecreeper', 'turnstone', 'twite',
  'wagtail', 'warbler', 'waxwing', 'wheatear', 'whimbrel', 'whinchat', 'wigeon', 'woodlark', 'wren', 'wryneck',
] as const;

/** birdName draws a name that none of those taken has; random gives numbers in [0, 1). A numbered one is likely to be free where a plain one was not. */
export function birdName(numbered = false, taken: readonly string[] = [], random: () => number = Math.random): string {
  const free = birds.filter((b) => !taken.some((nick) => nick.toLowerCase() === b));
  const of = free.length ? free : birds;
  const bird = of[Math.floor(random() * of.length)]!;
  return numbered ? `${bird}${10 + Math.floor(random() * 90)}` : bird;
}
