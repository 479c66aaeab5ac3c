import { OnnxError } from './error';
import type { Attribute, Node, Tensor } from './model';

/** How an attribute may be given: a plain number is an integer, `float(x)` is a float. */
export type AttributeInput = number | string | readonly number[] | Attribute;
export type Attributes = Readonly<Record<string, AttributeInput | undefined>>;

export const float = (value: number): Attribute => ({ kind: 'float', value });
export const tensorAttribute = (value: Tensor): Attribute => ({ kind: 'tensor', value });

/** Attributes of a node from their short form. @throws OnnxError for a number that is not an integer. */
export function attributeMap(attributes: Attributes): Map<string, Attribute> {
  const map = new Map<string, Attribute>();
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) map.set(name, attribute(name, value));
  return map;
}

function attribute(name: string, value: AttributeInput): Attribute {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) throw new OnnxError(`attribute ${name} = ${value} must be written with float()`);
    return { kind: 'int', value };
  }
  if (typeof value === 'string') return { kind: 'string', value };
  return 'kind' in value ? value : { kind: 'ints', value };
}

type HasAttributes = Pick<Node, 'attributes'>;

/** An integer attribute, or `otherwise` where the node does not have it. */
export function intOf(node: HasAttributes, name: string, otherwise: number): number {
  const found = node.attributes.get(name);
  return found?.kind === 'int' ? found.value : otherwise;
}

export function floatOf(node: HasAttributes, name: string, otherwise: number): number {
  const found = node.attributes.get(name);
  return found?.kind === 'float' ? found.value : otherwise;
}

export function intsOf(node: HasAttributes, name: string): readonly number[] | undefined {
  const found = node.attributes.get(name);
  return found?.kind === 'ints' ? found.value : undefined;
}

export function stringOf(node: HasAttributes, name: string): string | undefined {
  const found = node.attributes.get(name);
  return found?.kind === 'string' ? found.value : undefined;
}

export function tensorOf(node: HasAttributes, name: string): Tensor | undefined {
  const found = node.attributes.get(name);
  return found?.kind === 'tensor' ? found.value : undefined;
}
