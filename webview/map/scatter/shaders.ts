import { DIMMED_COLOUR, FRONT_SIZE, OPACITY, RIM_FROM } from './scatter';

const float = (value: number) => value.toFixed(4);

export const VERTEX_SHADER = `#version 300 es
in vec2 origin;
in vec2 position;
in vec4 looks;
uniform vec2 middle;
uniform vec2 scale;
uniform float size;
uniform float moved;
uniform float opacity;
uniform mediump vec3 rim;
out vec4 colour;
out float across;

void main() {
  bool front = looks.a > 0.9;
  bool dimmed = looks.a < 0.1;
  vec2 at = (mix(origin, position, moved) - middle) * scale;
  // What is in front wins the depth test, in whatever order the points are drawn.
  gl_Position = vec4(at, front ? -0.5 : 0.5, 1.0);
  across = size * (front ? ${float(FRONT_SIZE)} : 1.0);
  // Room for soft edges.
  gl_PointSize = across + 2.0;
  colour = vec4(dimmed ? mix(rim, looks.rgb, ${float(DIMMED_COLOUR)}) : looks.rgb, front ? max(opacity, ${float(OPACITY.front)}) : dimmed ? ${float(OPACITY.dimmed)} * opacity : opacity);
}
`;

export const FRAGMENT_SHADER = `#version 300 es
precision mediump float;
in vec4 colour;
in float across;
uniform vec3 rim;
out vec4 result;

void main() {
  // Device pixels from the point's edge, outwards.
  float outside = length(gl_PointCoord - 0.5) * (across + 2.0) - 0.5 * across;
  float cover = clamp(0.5 - outside, 0.0, 1.0);
  float rimmed = across >= ${float(RIM_FROM)} ? clamp(outside + 1.5, 0.0, 1.0) * 0.75 : 0.0;
  float alpha = colour.a * cover;
  // What is not seen must not hide what is behind it.
  if (cover < 0.05) discard;
  result = vec4(mix(colour.rgb, rim, rimmed) * alpha, alpha);
}
`;
