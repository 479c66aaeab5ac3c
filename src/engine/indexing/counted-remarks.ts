import type { UnreadableNote } from '../../collection';
import type { RemarkedImages } from '../protocol';

/** What is said of images of many files, those alike counted together, the most first. */
export function countedRemarks(notes: Iterable<Pick<UnreadableNote, 'path' | 'remarks'>>): RemarkedImages[] {
  const remarked = new Map<string, { -readonly [key in keyof RemarkedImages]: RemarkedImages[key] }>();
  for (const { path: file, remarks = [] } of notes) {
    const counted = new Set<string>();
    for (const { kind, by, leftOut } of remarks) {
      // What is said of a survey image or a cube differs from one to the next.
      const key = `${kind} ${leftOut} ${kind === 'survey image' || kind === 'averaged cube' ? '' : by}`;
      const known = remarked.get(key) ?? { kind, by, leftOut, images: 0, files: 0, first: file };
      known.images++;
      if (!counted.has(key)) known.files++;
      counted.add(key);
      remarked.set(key, known);
    }
  }
  return [...remarked.values()].sort((a, b) => b.images - a.images);
}
