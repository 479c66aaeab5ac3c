import * as v from 'valibot';
import type * as vscode from 'vscode';

const KEY = 'tags.notTheSame';
const StoredSchema = v.record(v.string(), v.array(v.tuple([v.string(), v.string()])));

/** Pairs of tags of which the person has said that they do not mean the same, by the column of a file; kept with the workspace. */
export class DismissedMerges {
  constructor(private readonly memento: vscode.Memento) {}

  /** Whether either of two tags was not to become the other. */
  has(file: string, column: string, a: string, b: string): boolean {
    return this.of(file, column).some(([one, other]) => (one === a && other === b) || (one === b && other === a));
  }

  async add(file: string, column: string, a: string, b: string): Promise<void> {
    if (this.has(file, column, a, b)) return;
    await this.put(file, column, [...this.of(file, column), [a, b]]);
  }

  /** Forgets all of a column. */
  forget(file: string, column: string): Promise<void> {
    return this.put(file, column, []);
  }

  private of(file: string, column: string): readonly [string, string][] {
    return this.stored[keyOf(file, column)] ?? [];
  }

  private get stored(): v.InferOutput<typeof StoredSchema> {
    const read = v.safeParse(StoredSchema, this.memento.get(KEY));
    return read.success ? read.output : {};
  }

  private async put(file: string, column: string, pairs: [string, string][]): Promise<void> {
    const { stored } = this;
    const others = Object.fromEntries(Object.entries(stored).filter(([key]) => key !== keyOf(file, column)));
    await this.memento.update(KEY, pairs.length > 0 ? { ...others, [keyOf(file, column)]: pairs } : others);
  }
}

function keyOf(file: string, column: string): string {
  return JSON.stringify([file, column]);
}
