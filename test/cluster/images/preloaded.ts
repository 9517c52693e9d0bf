// The images every embedded cluster has from the start: busybox, agnhost (Kubernetes' own test application) and the pause image.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureGroup } from '../programs/build.ts'
import { ensureBusybox } from '../programs/busybox.ts'
import { output } from '../programs/processes.ts'
import { createProgress, type Progress } from '../programs/progress.ts'
import { type ImageSpec, imageTar } from './oci.ts'
import type { TarEntry } from './tar.ts'

export const BUSYBOX_IMAGE = 'docker.io/library/busybox:1.37'
export const AGNHOST_IMAGE = 'registry.k8s.io/e2e-test-images/agnhost:2.63'
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10.1'

/** The files of an image with a shell: Debian's static busybox under all its names. */
export async function busyboxLayer(progress: Progress = createProgress()): Promise<TarEntry[]> {
  const busybox = await ensureBusybox(progress)
  const applets = (await output(busybox, ['--list'])).trim().split('\n')
  const users = [
    'root:x:0:0:root:/root:/bin/sh',
    'daemon:x:1:1:daemon:/usr/sbin:/bin/false',
    'nobody:x:65534:65534:nobody:/home:/bin/false',
  ]
  return [
    ...folders('bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'usr', 'usr/bin', 'usr/sbin', 'var'),
    { kind: 'directory', path: 'tmp', mode: 0o1777 },
    { kind: 'file', path: 'etc/passwd', content: Buffer.from(`${users.join('\n')}\n`) },
    { kind: 'file', path: 'etc/group', content: Buffer.from('root:x:0:\ndaemon:x:1:\nnobody:x:65534:\n') },
    { kind: 'file', path: 'bin/busybox', content: readFileSync(busybox), mode: 0o755 },
    ...applets
      .filter(applet => applet !== 'busybox')
      .map((applet): TarEntry => ({ kind: 'symlink', path: `bin/${applet}`, target: 'busybox' })),
  ]
}

/** The files of an image without a shell: one static program, /agnhost, and nothing else. */
export async function agnhostLayer(progress: Progress = createProgress()): Promise<TarEntry[]> {
  const kubernetes = await ensureGroup('kubernetes', progress)
  return [
    ...folders('etc', 'uploads'),
    { kind: 'directory', path: 'tmp', mode: 0o1777 },
    { kind: 'file', path: 'agnhost', content: readFileSync(join(kubernetes, 'agnhost')), mode: 0o755 },
  ]
}

function folders(...paths: string[]): TarEntry[] {
  return paths.map(path => ({ kind: 'directory', path }))
}

/** The archives of the preloaded images; the large one is kept beside the program it was made from. */
export async function preloadedArchives(folder: string, progress: Progress): Promise<string[]> {
  const busybox = join(folder, 'busybox.tar')
  writeFileSync(busybox, imageTar([busyboxImage(await busyboxLayer(progress))]))
  const agnhost = join(await ensureGroup('kubernetes', progress), 'agnhost-images-1.tar')
  if (!existsSync(agnhost)) {
    const unfinished = `${agnhost}.${process.pid}`
    writeFileSync(unfinished, imageTar(agnhostImages(await agnhostLayer(progress))))
    renameSync(unfinished, agnhost)
  }
  return [busybox, agnhost]
}

function busyboxImage(layer: TarEntry[]): ImageSpec {
  const tags = ['1.37', '1.37.0', '1.36', 'latest']
  return { names: tags.map(tag => `docker.io/library/busybox:${tag}`), layers: [layer], cmd: ['sh'] }
}

function agnhostImages(layer: TarEntry[]): ImageSpec[] {
  return [
    {
      names: [AGNHOST_IMAGE, `${AGNHOST_IMAGE}.0`],
      layers: [layer],
      entrypoint: ['/agnhost'],
      cmd: ['pause'],
      exposedPorts: ['80/tcp', '8080/tcp', '8081/tcp', '9376/tcp', '5000/tcp'],
    },
    { names: [PAUSE_IMAGE], layers: [layer], entrypoint: ['/agnhost', 'pause'] },
  ]
}
