import type { RemarkedImages, WhatWasRead } from './protocol';

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
