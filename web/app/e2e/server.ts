/** The real server, in a process of its own with data of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const binary = resolve(process.env.ROOKERY_BIN ?? fileURLToPath(new URL('../../../bin/rookery', import.meta.url)));

export class Server {
  #process: ChildProcess | undefined;
  #port = 0;

  private constructor(
    readonly data: string,
    readonly args: string[],
  ) {}

  /** start runs a server on a free port of this machine. */
  static async start(...args: string[]): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'rookery-e2e-')), args);
    await server.#run();
    return server;
  }

  get port(): number {
    return this.#port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** kill ends the process as a power cut would; start it again with `again`. */
  async kill(): Promise<void> {
    const p = this.#process!;
    const gone = once(p, 'exit');
    p.kill('SIGKILL');
    await gone;
  }

  /** again starts the server, or another build of it, on the same data and port. */
  async again(build = binary): Promise<void> {
    await this.#run(build);
  }

  /** asleep holds the process while something is done, as a machine that is put to sleep does. */
  async asleep(during: () => Promise<unknown>): Promise<void> {
    this.#process!.kill('SIGSTOP');
    try {
      await stands(this.#process!.pid!);
      await during();
    } finally {
      this.#process!.kill('SIGCONT');
    }
  }

  async stop(): Promise<void> {
    const p = this.#process;
    if (p && p.exitCode === null && p.signalCode === null) {
      const gone = once(p, 'exit');
      p.kill('SIGTERM');
      await gone;
    }
    await rm(this.data, { recursive: true, force: true });
  }

  async #run(build = binary): Promise<void> {
    const p = spawn(build, ['--listen', `127.0.0.1:${this.#port}`, '--data', this.data, ...this.args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = p;
    const log: string[] = [];
    this.#port = await new Promise<number>((ready, fail) => {
      for (const stream of [p.stdout!, p.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          log.push(line);
          const m = /^ready http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
          if (m) ready(Number(m[1]));
        });
      }
      p.on('error', fail);
      p.on('exit', (code, signal) => fail(new Error(`the server ended (${code ?? signal}):\n${log.join('\n')}`)));
    });
  }
}

/** stands waits until no thread of a process runs: on a busy machine the others go on until one of them has taken the signal. */
async function stands(pid: number): Promise<void> {
  const threads = `/proc/${pid}/task`;
  const state = async (id: string) => (await readFile(`${threads}/${id}/stat`, 'utf8')).split(') ').at(-1)![0];
  while (existsSync(threads) && (await Promise.all((await readdir(threads)).map(state))).some((s) => s !== 'T')) await wait(2);
}
