import { describe, expect, test } from 'vitest'
import { ago, pod, waiting } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

type Row = readonly [id: string, message: string]

describe('an image, by the words of containerd, CRI-O and Docker', () => {
  const rows: readonly Row[] = [
    [
      'unauthorized',
      'initializing source docker://quay.io/acme/x:1: Requesting bearer token: invalid status code from registry 403 (Forbidden)',
    ],
    [
      'unauthorized',
      'reading manifest 1 in quay.io/acme/x: unauthorized: access to the requested resource is not authorized',
    ],
    [
      'unauthorized',
      'Error response from daemon: Head "https://registry.test/v2/acme/x/manifests/1": unauthorized: incorrect username or password',
    ],
    [
      'unauthorized',
      'failed to pull and unpack image "europe-docker.pkg.dev/acme/x:1": failed to resolve reference: failed to authorize: failed to fetch oauth token: denied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "x" (or it may not exist)',
    ],
    [
      'not-found',
      'rpc error: code = Unknown desc = reading manifest v9 in docker.io/library/nginx: manifest unknown',
    ],
    [
      'not-found',
      'Error response from daemon: manifest for acme/x:1 not found: manifest unknown: manifest unknown',
    ],
    [
      'not-found',
      'Back-off pulling image "harbor.test/acme/x:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image: unknown: artifact acme/x:1 not found',
    ],
    [
      'platform',
      'choosing image instance: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
    ],
    [
      'platform',
      'Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries',
    ],
    [
      'invalid-name',
      'short-name "acme/x:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    ],
    [
      'registry-unreachable',
      'pinging container registry reg.test:5000: Get "http://reg.test:5000/v2/": dial tcp 10.0.0.1:5000: connect: no route to host',
    ],
    [
      'registry-unreachable',
      'failed to do request: Head "https://reg.test:5000/v2/x/manifests/1": tls: first record does not look like a TLS handshake',
    ],
    [
      'registry-dns',
      'pinging container registry reg.test: Get "https://reg.test/v2/": dial tcp: lookup reg.test on 10.0.0.2:53: no such host',
    ],
    [
      'rate-limited',
      'initializing source docker://redis:7: reading manifest 7 in docker.io/library/redis: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    ],
  ]
  test.each(rows)('%s: %s', (cause, message) => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('ErrImagePull', message) })
    expect(ids(findings({ pods: [waits] }))).toEqual([`image-pull/${cause}`])
  })

  test('a registry that is not available says so by its reason alone', () => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('RegistryUnavailable', 'x') })
    expect(ids(findings({ pods: [waits] }))).toEqual(['image-pull/registry-unreachable'])
  })
})

describe('a start, by the words of runc and crun', () => {
  const rows: readonly (readonly [id: string, reason: string, message: string])[] = [
    [
      'command-not-found',
      'StartError',
      'failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "serve": executable file not found in $PATH: unknown',
    ],
    [
      'command-not-found',
      'CreateContainerError',
      'container create failed: executable file `serve` not found in $PATH: No such file or directory',
    ],
    [
      'command-not-found',
      'ContainerCannotRun',
      'OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/serve": stat /app/serve: no such file or directory: unknown',
    ],
    ['not-executable', 'RunContainerError', 'container create failed: open executable: Permission denied'],
    [
      'not-executable',
      'StartError',
      'runc create failed: unable to start container process: error during container init: exec: "/app/run.sh": permission denied: unknown',
    ],
    [
      'wrong-architecture',
      'CreateContainerError',
      'container create failed: exec container process `/app/serve`: Exec format error',
    ],
    [
      'working-directory',
      'RunContainerError',
      'OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/app/x") set in config.json failed: permission denied: unknown',
    ],
    [
      'mount',
      'RunContainerError',
      'runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/1/volumes/x" to rootfs at "/etc/app.conf": mount src=/x, dst=/etc/app.conf: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?',
    ],
    [
      'mount',
      'CreateContainerConfigError',
      'failed to prepare subPath for volumeMount "config" of container "app"',
    ],
  ]
  test.each(rows)('%s: %s', (cause, reason, message) => {
    const after = /^(?:StartError|ContainerCannotRun)$/.test(reason)
    const state = after
      ? { terminated: { exitCode: 128, reason, message, finishedAt: ago(3) } }
      : waiting(reason, message)
    expect(ids(findings({ pods: [pod({ ready: false, state })] }))).toEqual([`container-start/${cause}`])
  })
})
