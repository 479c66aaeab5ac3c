import { linkedProgram } from './gl-program';
import { colormap, type Stretch } from '../../../../src/imaging';
import { type KnownDisplay, magnification, type Painter, type PixelTile, type Placed } from './painter';
import { FRAGMENT_SHADER, INFINITE_VALUE, TABLE_WIDTH, UNDEFINED_VALUE, VERTEX_SHADER } from './shaders';

/** Bytes of textures that stay on the GPU. */
const TEXTURE_BYTES = 2 ** 28;
const STRETCHES: readonly Stretch['name'][] = ['linear', 'sqrt', 'log', 'asinh', 'power', 'histogram'];
const STRETCH_PARAMETER: Partial<Record<Stretch['name'], number>> = { log: 1000, asinh: 0.1, power: 2 };

/**
 * Draws by WebGL 2: a change of stretch or cuts uploads nothing. One context serves all canvases of a page, which may
 * have hundreds where contexts are few: it draws on a canvas of its own, which is then copied.
 */
export class GlPainter implements Painter {
  readonly device = 'webgl';
  private readonly program: WebGLProgram;
  private readonly uniforms = new Map<string, WebGLUniformLocation | null>();
  /** Oldest use first. */
  private readonly textures = new Map<Float32Array, WebGLTexture>();
  private textureBytes = 0;
  private readonly colours: WebGLTexture;
  private readonly table: WebGLTexture;

  /** A painter, or undefined where the page has no WebGL 2. */
  static make(onLost: () => void): GlPainter | undefined {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false, premultipliedAlpha: true });
    if (!gl) return undefined;
    canvas.addEventListener('webglcontextlost', onLost);
    return new GlPainter(canvas, gl);
  }

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.program = linkedProgram(gl, VERTEX_SHADER, FRAGMENT_SHADER);
    gl.useProgram(this.program);
    gl.bindVertexArray(gl.createVertexArray());
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    ['band0', 'band1', 'band2', 'colours', 'table'].forEach((name, unit) => gl.uniform1i(this.uniform(name), unit));
    this.colours = makeTexture(gl);
    this.table = makeTexture(gl);
  }

  paint(context: CanvasRenderingContext2D, tiles: readonly Placed[], display: KnownDisplay): void {
    const { gl, canvas } = this;
    const { width, height } = context.canvas;
    if (canvas.width < width) canvas.width = width;
    if (canvas.height < height) canvas.height = height;
    // The lower left corner of the shared canvas, which GL counts from below.
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.setDisplay(display);
    for (const placed of tiles) this.drawTile(placed, width, height);
    context.save();
    context.resetTransform();
    context.drawImage(canvas, 0, canvas.height - height, width, height, 0, 0, width, height);
    context.restore();
  }

  private setDisplay({ cuts, stretch, colormap: map, inverted, badColour, lupton }: KnownDisplay): void {
    const { gl } = this;
    gl.uniform1f(this.uniform('low'), cuts.low);
    gl.uniform1f(this.uniform('range'), cuts.high - cuts.low);
    gl.uniform1i(this.uniform('stretchKind'), STRETCHES.indexOf(stretch.name));
    const parameter = 'a' in stretch ? stretch.a : undefined;
    gl.uniform1f(this.uniform('a'), parameter ?? STRETCH_PARAMETER[stretch.name] ?? 0);
    gl.uniform3f(this.uniform('badColour'), badColour[0] / 255, badColour[1] / 255, badColour[2] / 255);
    gl.uniform1i(this.uniform('lupton'), lupton ? 1 : 0);
    if (lupton) {
      const softness = Math.abs(lupton.Q) < 2 ** -23 ? 0.1 : Math.min(lupton.Q, 1e10);
      gl.uniform1f(this.uniform('soften'), softness / lupton.stretch);
      gl.uniform1f(this.uniform('slope'), (0.1 * 255) / Math.asinh(0.1 * softness));
      gl.uniform3f(this.uniform('minimum'), ...lupton.minimum);
    }
    gl.activeTexture(gl.TEXTURE3);
    gl.bindTexture(gl.TEXTURE_2D, this.colours);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, colormap(map, inverted));
    gl.activeTexture(gl.TEXTURE4);
    gl.bindTexture(gl.TEXTURE_2D, this.table);
    const table = stretch.name === 'histogram' ? stretch.table : new Float32Array(2);
    const rows = Math.ceil(table.length / TABLE_WIDTH);
    const filled = new Float32Array(rows * TABLE_WIDTH);
    filled.set(table);
    gl.uniform1i(this.uniform('lastOfTable'), table.length - 1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, TABLE_WIDTH, rows, 0, gl.RED, gl.FLOAT, filled);
  }

  private drawTile({ tile, matrix }: Placed, width: number, height: number): void {
    const { gl } = this;
    const { a, b, c, d, e, f } = matrix;
    gl.uniform2f(this.uniform('tileSize'), tile.width, tile.height);
    gl.uniform2i(this.uniform('lastPixel'), tile.width - 1, tile.height - 1);
    gl.uniform1i(this.uniform('bands'), tile.bands.length);
    gl.uniform1i(this.uniform('shrunk'), magnification(matrix) < 0.999 ? 1 : 0);
    const [sx, sy] = [2 / width, -2 / height];
    // Columns; canvas pixels to clip space, where y runs upwards.
    gl.uniformMatrix3fv(this.uniform('toClip'), false, [
      sx * a,
      sy * b,
      0,
      sx * c,
      sy * d,
      0,
      sx * e - 1,
      sy * f + 1,
      1,
    ]);
    tile.bands.forEach((band, unit) => this.bindBand(band, tile, unit));
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private bindBand(band: Float32Array, { width, height }: PixelTile, unit: number): void {
    const { gl, textures } = this;
    gl.activeTexture(gl.TEXTURE0 + unit);
    const found = textures.get(band);
    if (found) {
      gl.bindTexture(gl.TEXTURE_2D, found);
      // Most recently used last.
      textures.delete(band);
      textures.set(band, found);
      return;
    }
    const texture = makeTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, width, height, 0, gl.RED, gl.FLOAT, withoutNaN(band));
    textures.set(band, texture);
    this.textureBytes += band.byteLength;
    for (const [oldest, old] of textures) {
      if (this.textureBytes <= TEXTURE_BYTES) break;
      gl.deleteTexture(old);
      textures.delete(oldest);
      this.textureBytes -= oldest.byteLength;
    }
  }

  private uniform(name: string): WebGLUniformLocation | null {
    let location = this.uniforms.get(name);
    if (location === undefined) {
      location = this.gl.getUniformLocation(this.program, name);
      this.uniforms.set(name, location);
    }
    return location;
  }
}

/** The band as a texture may hold it. */
function withoutNaN(band: Float32Array): Float32Array {
  let out = band;
  for (let i = 0; i < band.length; i++) {
    const value = band[i];
    if (value - value === 0) continue;
    if (out === band) out = band.slice();
    out[i] = value !== value ? UNDEFINED_VALUE : Math.sign(value) * INFINITE_VALUE;
  }
  return out;
}

/** A texture of which single pixels are fetched, bound to the active unit. */
function makeTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  return texture;
}
