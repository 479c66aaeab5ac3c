/** The corner of a tile to the canvas's clip space. */
export const VERTEX_SHADER = `#version 300 es
uniform vec2 tileSize;
uniform mat3 toClip;
out vec2 place;

void main() {
  // Corners 0 to 3 of a strip of two triangles.
  place = vec2(gl_VertexID & 1, gl_VertexID >> 1) * tileSize;
  gl_Position = vec4((toClip * vec3(place, 1.0)).xy, 0.0, 1.0);
}`;

/** Values that stand for undefined pixels and for infinite ones: textures need not keep NaN. */
export const UNDEFINED_VALUE = -3.4028234663852886e38;
export const INFINITE_VALUE = 3.3e38;

/** Entries of the equalisation table in a row of its texture: not every GPU has textures as wide as the table is long. */
export const TABLE_WIDTH = 64;

/**
 * A pixel's value to its colour, step by step as imaging/ does it: cuts, stretch (the formulas of stretch.ts), level, colour
 * map; three bands by level or after Lupton (lupton.ts). Where tile pixels are smaller than the canvas's, four of them
 * are averaged.
 */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;

uniform sampler2D band0;
uniform sampler2D band1;
uniform sampler2D band2;
uniform sampler2D colours;
uniform sampler2D table;
uniform ivec2 lastPixel;
uniform int bands;
uniform bool lupton;
uniform bool shrunk;
uniform int lastOfTable;
uniform float low;
uniform float range;
uniform int stretchKind;
uniform float a;
uniform vec3 badColour;
uniform vec3 minimum;
uniform float soften;
uniform float slope;
in vec2 place;
out vec4 colour;

float entry(int i) {
  return texelFetch(table, ivec2(i % ${TABLE_WIDTH}, i / ${TABLE_WIDTH}), 0).r;
}

float stretched(float value) {
  float x = clamp((value - low) / range, 0.0, 1.0);
  if (stretchKind == 1) return sqrt(x);
  if (stretchKind == 2) return log(1.0 + a * x) / log(1.0 + a);
  if (stretchKind == 3) return asinh(x / a) / asinh(1.0 / a);
  if (stretchKind == 4) return pow(x, a);
  if (stretchKind == 5) {
    float at = x * float(lastOfTable);
    int below = min(lastOfTable - 1, int(at));
    return mix(entry(below), entry(below + 1), at - float(below));
  }
  return x;
}

float level(float value) {
  return floor(255.0 * stretched(value) + 0.5);
}

vec3 byLupton(vec3 values) {
  vec3 above = values - minimum;
  float intensity = (above.r + above.g + above.b) / 3.0;
  if (intensity <= 0.0) return vec3(0.0);
  float factor = asinh(intensity * soften) * slope / intensity;
  float brightest = max(above.r, max(above.g, above.b)) * factor;
  if (brightest > 255.0) factor *= 255.0 / brightest;
  return clamp(floor(above * factor), 0.0, 255.0) / 255.0;
}

vec3 colourAt(vec2 at) {
  ivec2 pixel = clamp(ivec2(floor(at)), ivec2(0), lastPixel);
  float first = texelFetch(band0, pixel, 0).r;
  if (bands == 1) {
    if (first < -3.35e38) return badColour;
    return texelFetch(colours, ivec2(int(level(first)), 0), 0).rgb;
  }
  vec3 values = vec3(first, texelFetch(band1, pixel, 0).r, texelFetch(band2, pixel, 0).r);
  if (min(values.r, min(values.g, values.b)) < -3.35e38) return badColour;
  if (lupton) return byLupton(values);
  return vec3(level(values.r), level(values.g), level(values.b)) / 255.0;
}

void main() {
  if (!shrunk) {
    colour = vec4(colourAt(place), 1.0);
    return;
  }
  vec2 across = dFdx(place) * 0.25;
  vec2 up = dFdy(place) * 0.25;
  vec3 sum = colourAt(place - across - up) + colourAt(place + across - up)
    + colourAt(place - across + up) + colourAt(place + across + up);
  colour = vec4(sum * 0.25, 1.0);
}`;
