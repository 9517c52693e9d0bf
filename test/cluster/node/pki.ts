// Makes the cluster's certificates and keys, and the kubeconfigs of its components.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { output } from '../programs/processes.ts'
import { NODE_ADDRESS, NODE_NAME, SERVICE_ADDRESS } from './addresses.ts'

/** Who each certificate speaks for; RBAC's built-in roles are bound to these names. */
const SUBJECTS = {
  apiserver: '/CN=kube-apiserver',
  'apiserver-kubelet-client': '/O=system:masters/CN=kube-apiserver-kubelet-client',
  admin: '/O=system:masters/CN=kubernetes-admin',
  kubelet: `/O=system:nodes/CN=system:node:${NODE_NAME}`,
  'controller-manager': '/CN=system:kube-controller-manager',
  scheduler: '/CN=system:kube-scheduler',
  proxy: '/CN=system:kube-proxy',
  coredns: '/CN=system:coredns',
} as const

export type Identity = keyof typeof SUBJECTS

const ALTERNATIVE_NAMES: Partial<Record<Identity, string>> = {
  apiserver: [
    'DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc',
    `DNS:kubernetes.default.svc.cluster.local,IP:127.0.0.1,IP:${SERVICE_ADDRESS},IP:${NODE_ADDRESS}`,
  ].join(','),
  kubelet: `DNS:${NODE_NAME},IP:${NODE_ADDRESS}`,
}

const COMPONENTS_WITH_KUBECONFIG: Identity[] = [
  'admin',
  'kubelet',
  'controller-manager',
  'scheduler',
  'proxy',
  'coredns',
]

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc']
const DAYS = '365'

/** Fills `folder` with NAME.crt, NAME.key, ca.*, sa.key, sa.pub and NAME.kubeconfig for an API server on 127.0.0.1:port. */
export async function makePki(folder: string, port: number): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = (name: string) => join(folder, name)
  await output('openssl', [
    'req',
    '-x509',
    ...EC_KEY,
    ...['-keyout', at('ca.key'), '-out', at('ca.crt'), '-days', DAYS, '-subj', '/CN=embedded-cluster-ca'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature'],
  ])
  const identities = Object.entries(SUBJECTS)
  await Promise.all([
    makeServiceAccountKey(at('sa.key'), at('sa.pub')),
    ...identities.map(([name, subject]) => makeCertificate(folder, name, subject)),
  ])
  for (const name of COMPONENTS_WITH_KUBECONFIG) {
    writeFileSync(at(`${name}.kubeconfig`), kubeconfig(folder, name, port), { mode: 0o600 })
  }
}

async function makeCertificate(folder: string, name: string, subject: string): Promise<void> {
  const at = (file: string) => join(folder, file)
  const names = Object.entries(ALTERNATIVE_NAMES).find(([identity]) => identity === name)?.[1]
  await output('openssl', [
    'req',
    '-x509',
    ...['-CA', at('ca.crt'), '-CAkey', at('ca.key')],
    ...EC_KEY,
    ...['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`), '-days', DAYS, '-subj', subject],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
    ...(names === undefined ? [] : ['-addext', `subjectAltName=${names}`]),
  ])
}

async function makeServiceAccountKey(key: string, publicKey: string): Promise<void> {
  await output('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key])
  await output('openssl', ['pkey', '-in', key, '-pubout', '-out', publicKey])
}

function kubeconfig(folder: string, identity: Identity, port: number): string {
  const base64 = (file: string) => readFileSync(join(folder, file)).toString('base64')
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'embedded',
      contexts: [{ name: 'embedded', context: { cluster: 'embedded', user: identity } }],
      clusters: [
        {
          name: 'embedded',
          cluster: {
            server: `https://127.0.0.1:${port}`,
            'certificate-authority-data': base64('ca.crt'),
          },
        },
      ],
      users: [
        {
          name: identity,
          user: {
            'client-certificate-data': base64(`${identity}.crt`),
            'client-key-data': base64(`${identity}.key`),
          },
        },
      ],
    },
    { lineWidth: 0 },
  )
}
