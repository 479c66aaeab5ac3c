import type { TableColumn } from '../../../src/contracts/labels';

/**
 * Labels that can be written into this very table, to show how: a tag in use, the same to be taken out, and a class in use. A table
 * without tags or classes takes any.
 */
export function labelExample(columns: readonly TableColumn[]): string {
  const tag = columns.find(({ kind, values }) => kind === 'tags' && values?.length)?.values?.[0].value;
  const classes = columns.find(({ kind, values }) => kind === 'class' && values?.length);
  const words = [
    ...(tag !== undefined || !classes ? [tag ?? 'ring', `-${tag ?? 'ring'}`] : []),
    ...(classes ? [`${classes.name}=${classes.values![0].value}`] : []),
  ];
  return words.join(', ');
}
