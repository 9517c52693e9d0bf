// The programs a cluster consists of, with the arguments each is started with.
import { join } from 'node:path'
import { INNER_FOLDER, NODE_ADDRESS, NODE_NAME, POD_RANGE, SERVICE_RANGE } from './addresses.ts'

export const COMPONENTS = [
  'etcd',
  'containerd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'coredns',
] as const

export type Component = (typeof COMPONENTS)[number]

/** The folders that hold the built programs. */
export interface ProgramFolders {
  kubernetes: string
  containerdEtcd: string
  coredns: string
}

const PKI = `${INNER_FOLDER}/pki`
const ETCD = 'http://127.0.0.1:2379'

/** The command line of a component. `port` is the API server's, the same inside and outside the namespace. */
export function commandOf(component: Component, programs: ProgramFolders, port: number): string[] {
  const kubernetes = (...args: string[]) => [join(programs.kubernetes, component), ...args]
  const commands: Record<Component, () => string[]> = {
    etcd: () => [
      join(programs.containerdEtcd, 'etcd'),
      `--data-dir=${INNER_FOLDER}/etcd`,
      `--listen-client-urls=${ETCD}`,
      `--advertise-client-urls=${ETCD}`,
      '--listen-peer-urls=http://127.0.0.1:2380',
      '--unsafe-no-fsync',
    ],
    containerd: () => [
      join(programs.containerdEtcd, 'containerd'),
      '--config',
      `${INNER_FOLDER}/containerd.toml`,
    ],
    'kube-apiserver': () => kubernetes(...apiserverArguments(port)),
    'kube-controller-manager': () => kubernetes(...controllerManagerArguments()),
    'kube-scheduler': () => kubernetes(`--kubeconfig=${PKI}/scheduler.kubeconfig`, '--leader-elect=false'),
    kubelet: () =>
      kubernetes(
        `--config=${INNER_FOLDER}/kubelet.yaml`,
        `--kubeconfig=${PKI}/kubelet.kubeconfig`,
        `--root-dir=${INNER_FOLDER}/kubelet`,
        `--hostname-override=${NODE_NAME}`,
        `--node-ip=${NODE_ADDRESS}`,
        '--node-labels=ephemeral-debug.dev/cluster=embedded',
      ),
    'kube-proxy': () =>
      kubernetes(
        `--kubeconfig=${PKI}/proxy.kubeconfig`,
        '--proxy-mode=iptables',
        `--cluster-cidr=${POD_RANGE}`,
        `--hostname-override=${NODE_NAME}`,
        // These sysctls belong to the whole machine and are not ours to set.
        '--conntrack-max-per-core=0',
        '--conntrack-tcp-timeout-established=0',
        '--conntrack-tcp-timeout-close-wait=0',
      ),
    coredns: () => [join(programs.coredns, 'coredns'), '-conf', `${INNER_FOLDER}/Corefile`],
  }
  return commands[component]()
}

function apiserverArguments(port: number): string[] {
  return [
    `--etcd-servers=${ETCD}`,
    `--secure-port=${port}`,
    `--advertise-address=${NODE_ADDRESS}`,
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    `--tls-cert-file=${PKI}/apiserver.crt`,
    `--tls-private-key-file=${PKI}/apiserver.key`,
    `--client-ca-file=${PKI}/ca.crt`,
    `--service-account-key-file=${PKI}/sa.pub`,
    `--service-account-signing-key-file=${PKI}/sa.key`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged',
    `--kubelet-client-certificate=${PKI}/apiserver-kubelet-client.crt`,
    `--kubelet-client-key=${PKI}/apiserver-kubelet-client.key`,
    `--kubelet-certificate-authority=${PKI}/ca.crt`,
    '--kubelet-preferred-address-types=InternalIP,Hostname',
  ]
}

function controllerManagerArguments(): string[] {
  return [
    `--kubeconfig=${PKI}/controller-manager.kubeconfig`,
    `--service-account-private-key-file=${PKI}/sa.key`,
    `--root-ca-file=${PKI}/ca.crt`,
    `--cluster-signing-cert-file=${PKI}/ca.crt`,
    `--cluster-signing-key-file=${PKI}/ca.key`,
    `--flex-volume-plugin-dir=${INNER_FOLDER}/volume-plugins`,
    // By default the accounts of its forty controllers are made so slowly that a boot takes four seconds longer.
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    '--use-service-account-credentials',
    '--leader-elect=false',
  ]
}
