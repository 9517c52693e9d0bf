// Makes container images out of nothing but files: an archive that containerd, Docker and kind can load.
import { createHash } from 'node:crypto'
import { type TarEntry, tar } from './tar.ts'

/** What the image holds and how it starts; each field has the meaning and the default of the OCI image configuration. */
export interface ImageSpec {
  /** Full names with registry and tag, such as "docker.io/library/shop:1". */
  names: string[]
  /** The file systems laid on top of one another. The same array in several images of one archive is stored once. */
  layers: TarEntry[][]
  entrypoint?: string[]
  cmd?: string[]
  env?: Record<string, string>
  /** "1234", "1234:5678" or a name from the image's /etc/passwd. */
  user?: string
  workingDir?: string
  labels?: Record<string, string>
  /** "8080/tcp". */
  exposedPorts?: string[]
  stopSignal?: string
  /** What the image claims to be for; this machine's unless told otherwise. */
  architecture?: string
}

interface Blob {
  digest: string
  content: Buffer
}

const GO_ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386' }
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** One archive with all the images, for `npm run cluster -- load`, `ctr images import`, `docker load` or `kind load image-archive`. */
export function imageTar(images: ImageSpec[]): Buffer {
  const layerBlobs = new Map<TarEntry[], Blob>()
  const blobs = new Map<string, Blob>()
  const keep = (blob: Blob): Blob => {
    blobs.set(blob.digest, blob)
    return blob
  }
  const built = images.map(image => {
    const layers = image.layers.map(entries => {
      const known = layerBlobs.get(entries) ?? keep(toBlob(tar(entries)))
      layerBlobs.set(entries, known)
      return known
    })
    const config = keep(toBlob(json(imageConfig(image, layers))))
    const manifest = keep(toBlob(json(imageManifest(config, layers))))
    return { image, layers, config, manifest }
  })
  const index = {
    schemaVersion: 2,
    manifests: built.flatMap(({ image, manifest }) =>
      image.names.map(name => ({
        ...descriptor('application/vnd.oci.image.manifest.v1+json', manifest),
        platform: { os: 'linux', architecture: architectureOf(image) },
        annotations: { 'io.containerd.image.name': name },
      })),
    ),
  }
  // Docker's own list, without which kind refuses the archive.
  const dockerManifest = built.map(({ image, layers, config }) => ({
    Config: blobPath(config),
    RepoTags: image.names,
    Layers: layers.map(blobPath),
  }))
  return tar([
    { kind: 'file', path: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }) },
    { kind: 'file', path: 'index.json', content: json(index) },
    { kind: 'file', path: 'manifest.json', content: json(dockerManifest) },
    ...[...blobs.values()].map(
      (blob): TarEntry => ({ kind: 'file', path: blobPath(blob), content: blob.content }),
    ),
  ])
}

function imageConfig(image: ImageSpec, layers: Blob[]): object {
  const env = { PATH: DEFAULT_PATH, ...image.env }
  return {
    os: 'linux',
    architecture: architectureOf(image),
    config: {
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      Entrypoint: image.entrypoint,
      Cmd: image.cmd,
      User: image.user,
      WorkingDir: image.workingDir,
      Labels: image.labels,
      ExposedPorts: image.exposedPorts && Object.fromEntries(image.exposedPorts.map(port => [port, {}])),
      StopSignal: image.stopSignal,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(layer => layer.digest) },
    history: layers.map(() => ({ created_by: 'ephemeral-debug-action test' })),
  }
}

function imageManifest(config: Blob, layers: Blob[]): object {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', config),
    layers: layers.map(layer => descriptor('application/vnd.oci.image.layer.v1.tar', layer)),
  }
}

function architectureOf(image: ImageSpec): string {
  return image.architecture ?? GO_ARCHITECTURES[process.arch] ?? process.arch
}

function descriptor(mediaType: string, blob: Blob): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest: blob.digest, size: blob.content.length }
}

function toBlob(content: Buffer): Blob {
  return { digest: `sha256:${createHash('sha256').update(content).digest('hex')}`, content }
}

function blobPath(blob: Blob): string {
  return `blobs/${blob.digest.replace(':', '/')}`
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}
