import type { RemarkedImages, WhatWasRead } from '../protocol';

/** A line of what was read, and of which kind of images it is, where a person can have them read in the other way. */
export interface ReadLine {
  readonly text: string;
  readonly kind?: RemarkedImages['kind'];
  readonly leftOut?: boolean;
  /** Path of the first file that it is about, relative to the folder. */
  readonly first?: string;
}

/** How many images of what kind, and whether that was left out; the files in which they are. */
export function readLines({ files, cutouts, remarks, unread }: WhatWasRead): ReadLine[] {
  return [
    { text: `${count(files, 'file')}: ${count(cutouts, 'galaxy', 'galaxies')}` },
    ...remarks.map(({ kind, by, leftOut, images, first }) => ({
      text: `${textOf(kind, by, leftOut, images)}: ${first}${images > 1 ? ', …' : ''}`,
      kind,
      leftOut,
      first,
    })),
    ...unread.map(({ kind, files: number, first }) => ({
      text: `${count(number, 'file')} of a kind that is not read yet, ${kind}: ${first}${number > 1 ? ', …' : ''}`,
      first,
    })),
  ];
}

/**
 * What of a folder's files was not read or is no galaxy, in sentences: for where there are none, or fewer than somebody
 * expects. Empty where all files that are there were read.
 */
export function notReadTexts({ remarks, unread }: WhatWasRead): string[] {
  const files = unread.reduce((sum, one) => sum + one.files, 0);
  const kinds = unread.map(
    (one) => `${one.files.toLocaleString('en')} ${one.kind} (${one.first}${one.files > 1 ? ', …' : ''})`,
  );
  const left = remarks.filter(({ leftOut }) => leftOut);
  return [
    ...(files > 0 ? [`${count(files, 'file')} of kinds that are not read: ${kinds.join(', ')}.`] : []),
    ...left.map(
      ({ kind, by, images, first }) => `${textOf(kind, by, true, images)}: ${first}${images > 1 ? ', …' : ''}.`,
    ),
  ];
}

function textOf(kind: RemarkedImages['kind'], by: string, leftOut: boolean, images: number): string {
  switch (kind) {
    case 'survey image':
      return `${count(images, 'survey image')} ${leftOut ? 'set aside' : 'read as one galaxy each'} (${images > 1 ? 'the first has ' : ''}${by})`;
    case 'averaged cube':
      return `${count(images, 'cube')} read as the mean of its planes (${images > 1 ? 'the first has ' : ''}${by})`;
    case 'guessed colours':
      return `${count(images, 'cube')} of three planes taken to run from blue to red: the header does not say`;
    default:
      return `${count(images, `${kind} image`)} ${leftOut ? 'left out' : 'read as galaxies'} (by ${by})`;
  }
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}
