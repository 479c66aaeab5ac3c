import { linkedProgram } from '../../components/grid/painter/gl-program';
import type { Scatter, ScatterFrame, ScatterPoints } from './scatter';
import { FRAGMENT_SHADER, VERTEX_SHADER } from './shaders';

const UNIFORMS = ['middle', 'scale', 'size', 'opacity', 'moved', 'rim'] as const;

/** Draws points by WebGL 2: they stay on the GPU, and a frame is one call whatever their number. */
export class GlScatter implements Scatter {
  readonly device = 'webgl';
  private readonly uniforms: Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>;
  private readonly buffers: Record<keyof ScatterPoints, WebGLBuffer>;
  private uploaded?: ScatterPoints;

  /** Undefined where the page has no WebGL 2. @throws Error where the shaders cannot be used. */
  static make(onLost: () => void): GlScatter | undefined {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: true, premultipliedAlpha: true });
    if (!gl) return undefined;
    canvas.addEventListener('webglcontextlost', onLost);
    return new GlScatter(canvas, gl);
  }

  private constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    const program = linkedProgram(gl, VERTEX_SHADER, FRAGMENT_SHADER);
    gl.useProgram(program);
    gl.bindVertexArray(gl.createVertexArray());
    const located = UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]);
    this.uniforms = Object.fromEntries(located) as typeof this.uniforms;
    const attribute = (name: string, size: number, type: number, normalised: boolean) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      const location = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, normalised, 0, 0);
      return buffer;
    };
    this.buffers = {
      from: attribute('origin', 2, gl.FLOAT, false),
      positions: attribute('position', 2, gl.FLOAT, false),
      looks: attribute('looks', 4, gl.UNSIGNED_BYTE, true),
    };
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.clearColor(0, 0, 0, 0);
  }

  setPoints(points: ScatterPoints): void {
    const { gl } = this;
    for (const name of ['positions', 'from', 'looks'] as const) {
      if (this.uploaded?.[name] === points[name]) continue;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.bufferData(gl.ARRAY_BUFFER, points[name], gl.STATIC_DRAW);
    }
    this.uploaded = points;
  }

  draw({ width, height, x, y, zoom, size, opacity, moved, rim }: ScatterFrame): void {
    const { gl, canvas, uniforms } = this;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (!this.uploaded) return;
    gl.uniform2f(uniforms.middle, x, y);
    gl.uniform2f(uniforms.scale, (2 * zoom) / width, (2 * zoom) / height);
    gl.uniform1f(uniforms.size, size);
    gl.uniform1f(uniforms.opacity, opacity);
    gl.uniform1f(uniforms.moved, moved);
    gl.uniform3f(uniforms.rim, rim[0] / 255, rim[1] / 255, rim[2] / 255);
    gl.drawArrays(gl.POINTS, 0, this.uploaded.positions.length / 2);
  }
}
