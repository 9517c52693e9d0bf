// Logs, dumps and command output as clusters print them, without a single secret: the same bytes for the same seed.
import { type Draw, drawing } from './regex-samples.ts'

const hexadecimal = '0123456789abcdef'
const services = [
  'checkout',
  'payments',
  'token-service',
  'secret-sync',
  'auth-gateway',
  'api-key-manager',
  'shop-db',
]
const products = [
  'gitlab',
  'jira',
  'grafana',
  'datadog-agent',
  'vault',
  'sonarqube',
  'mattermost',
  'confluent-kafka',
  'sentry',
  'okta-proxy',
]

/** Makes lines of one kind after another until there are so many bytes. */
export function corpus(bytes: number, seed = 1): string {
  const write = new Writer(drawing(seed))
  const lines: string[] = []
  let length = 0
  while (length < bytes) {
    const text = write.line()
    lines.push(text)
    length += text.length + 1
  }
  return `${lines.join('\n')}\n`
}

class Writer {
  readonly #draw: Draw
  #seconds = 0

  constructor(draw: Draw) {
    this.#draw = draw
  }

  line(): string {
    const kinds = [
      () => this.#spring(),
      () => this.#json(),
      () => this.#logfmt(),
      () => this.#klog(),
      () => this.#access(),
      () => this.#stack(),
      () => this.#go(),
      () => this.#event(),
      () => this.#environment(),
      () => this.#image(),
      () => this.#object(),
      () => this.#network(),
      () => this.#database(),
      () => this.#build(),
      () => this.#prose(),
      () => this.#files(),
    ]
    return this.#pick(kinds)()
  }

  #spring(): string {
    const text = `request [${this.#uuid()}] GET /api/v1/orders/${this.#number(99_999)}?page=${this.#number(9)}&sort=created_at took ${this.#number(900)} ms`
    return `${this.#time()}  INFO 1 --- [nio-8080-exec-${this.#number(9)}] c.e.shop.${this.#pick(['OrderController', 'TokenFilter', 'PasswordEncoderConfig'])} : ${text}`
  }

  #json(): string {
    return JSON.stringify({
      level: this.#pick(['info', 'warn', 'error']),
      ts: this.#time(),
      caller: `server/server.go:${this.#number(900)}`,
      msg: this.#pick([
        'handled',
        'token expired',
        'no such key',
        'secret not found',
        'password authentication failed',
      ]),
      trace_id: this.#hex(32),
      span_id: this.#hex(16),
      key: `order-${this.#number(9999)}`,
      pod: this.#pod(),
      secretName: 'checkout-tls',
      tokenExpirationSeconds: 3607,
      duration: Number(`0.${this.#number(9999)}`),
    })
  }

  #logfmt(): string {
    return `time="${this.#time()}" level=info msg="cache refreshed" component=${this.#pick(services)} keys=${this.#number(999)} tokens=${this.#number(99)} next=${this.#number(60)}s commit=${this.#hex(40)} user=system:serviceaccount:shop:default`
  }

  #klog(): string {
    return `I1122 17:44:${this.#two()}.${this.#number(899_999) + 100_000}       1 reflector.go:${this.#number(900)}] Listing and watching *v1.Secret from k8s.io/client-go/informers/factory.go:150 resourceVersion=${this.#number(9_999_999)}`
  }

  #access(): string {
    return `10.244.${this.#number(255)}.${this.#number(255)} - - [22/Nov/2026:17:${this.#two()}:${this.#two()} +0000] "GET /auth/login?next=%2Forders%2F${this.#number(99)} HTTP/1.1" 200 ${this.#number(9999)} "https://shop.example.com/account" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"`
  }

  #stack(): string {
    return this.#pick([
      `\tat org.springframework.security.authentication.ProviderManager.authenticate(ProviderManager.java:${this.#number(300)}) ~[spring-security-core-6.1.2.jar:6.1.2]`,
      `  File "/usr/lib/python3.12/site-packages/requests/sessions.py", line ${this.#number(900)}, in send`,
      `    at Object.verifyToken (/app/node_modules/jsonwebtoken/verify.js:${this.#number(200)}:19)`,
      `Caused by: java.lang.IllegalStateException: Token [type=ACCESS, id=${this.#number(9999)}] expired`,
      `panic: runtime error: invalid memory address or nil pointer dereference [signal SIGSEGV: segmentation violation code=0x1 addr=0x${this.#hex(8)} pc=0x${this.#hex(7)}]`,
    ])
  }

  #go(): string {
    return `2026/11/22 17:44:${this.#two()} dial tcp 10.96.${this.#number(255)}.${this.#number(255)}:5432: connect: connection refused (attempt ${this.#number(20)}), host=${this.#pick(services)}.shop.svc.cluster.local port=5432 sslmode=disable`
  }

  #event(): string {
    return this.#pick([
      `${this.#number(59)}s  Warning  FailedMount  pod/${this.#pod()}  MountVolume.SetUp failed for volume "tls" : secret "checkout-tls" not found`,
      `${this.#number(59)}m  Normal  Pulled  pod/${this.#pod()}  Container image "${this.#reference()}" already present on machine`,
      `Warning  Failed  kubelet  Error: couldn't find key password in Secret shop/${this.#pick(services)}`,
      `Normal  Scheduled  default-scheduler  Successfully assigned shop/${this.#pod()} to kind-worker${this.#number(3)}`,
      `Warning  Unhealthy  kubelet  Readiness probe failed: Get "http://10.244.0.${this.#number(255)}:8080/token": context deadline exceeded`,
    ])
  }

  #environment(): string {
    const name = this.#pick([...services, ...products])
      .toUpperCase()
      .replaceAll('-', '_')
    const address = `10.96.${this.#number(255)}.${this.#number(255)}`
    return this.#pick([
      `${name}_SERVICE_HOST=${address}`,
      `${name}_SERVICE_PORT=${this.#number(9999)}`,
      `${name}_PORT=tcp://${address}:8080`,
      `${name}_PORT_8080_TCP_ADDR=${address}`,
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `HOSTNAME=${this.#pod()}`,
      'DB_PASSWORD=<secretKeyRef db/password>',
      'API_TOKEN=$(TOKEN_FROM_FILE)',
      `JAVA_OPTS=-Xmx512m -XX:+UseG1GC -Djavax.net.ssl.trustStore=/etc/ssl/truststore.jks`,
      'GOOGLE_APPLICATION_CREDENTIALS_FILE=/var/run/secrets/google/key.json',
    ])
  }

  #image(): string {
    return this.#pick([
      `  image: ${this.#reference()}`,
      `  imageID: docker.io/library/${this.#pick(products)}@sha256:${this.#hex(64)}`,
      `  containerID: containerd://${this.#hex(64)}`,
      `${this.#time()} Pulling image "registry.example.com:5000/team/${this.#pick(services)}:v1.${this.#number(99)}@sha256:${this.#hex(64)}"`,
      `sha256:${this.#hex(64)}: Pull complete`,
      `registry.k8s.io/${this.#pick(products)}:${this.#hex(7)}`,
    ])
  }

  #object(): string {
    return this.#pick([
      `    uid: ${this.#uuid()}`,
      `  resourceVersion: "${this.#number(9_999_999)}"`,
      `    pod-template-hash: ${this.#hex(10)}`,
      `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"${this.#pod()}","namespace":"shop","uid":"${this.#uuid()}","creationTimestamp":"${this.#time()}"}}`,
      `{"name":"DB_PASSWORD","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}`,
      '- secret:\n    secretName: db-credentials\n    items:\n    - key: password\n      path: password',
      '  serviceAccountToken:\n    expirationSeconds: 3607\n    path: token',
      '  imagePullSecrets:\n  - name: registry-token',
      `    kubectl.kubernetes.io/restartedAt: "${this.#time()}"`,
      'data:\n  application.yaml: |\n    server:\n      port: 8080',
    ])
  }

  #network(): string {
    return this.#pick([
      `   ${this.#number(9)}: ${this.#hex(8).toUpperCase()}:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 ${this.#number(99_999)} 1 ${this.#hex(16)} 100 0 0 10 0`,
      `inet6 fe80::${this.#hex(4)}:${this.#hex(4)}:${this.#hex(4)}:${this.#hex(4)}/64 scope link`,
      `link/ether ${Array.from({ length: 6 }, () => this.#hex(2)).join(':')} brd ff:ff:ff:ff:ff:ff`,
      `GET http://[fd00::${this.#number(9)}]:8080/healthz?next=a@b 200`,
      `nameserver 10.96.0.10, search shop.svc.cluster.local svc.cluster.local cluster.local`,
      `X-Request-Id: ${this.#uuid()}`,
      `etag: W/"${this.#hex(32)}" cf-ray: ${this.#hex(16)}-FRA`,
    ])
  }

  #database(): string {
    return this.#pick([
      `FATAL:  password authentication failed for user "app"`,
      `LOG:  checkpoint complete: wrote ${this.#number(999)} buffers (0.${this.#number(9)}%); lsn=0/${this.#hex(7).toUpperCase()}`,
      `connecting to postgres://app@db.shop.svc:5432/orders?sslmode=disable`,
      `redis://cache.shop.svc:6379 failed: NOAUTH Authentication required.`,
      `org.apache.kafka.clients.producer.ProducerConfig: sasl.jaas.config = [hidden] ssl.key.password = null ssl.keystore.key = null`,
      `INSERT INTO tokens (id, user_id, token_type) VALUES ($1, $2, 'refresh')`,
      `kafka.coordinator: partition __consumer_offsets-${this.#number(49)} leader epoch ${this.#number(99)} for key order-${this.#number(999)}`,
    ])
  }

  #build(): string {
    return this.#pick([
      `commit ${this.#hex(40)} Merge pull request #${this.#number(999)} from shop/fix-token-refresh`,
      `"integrity": "sha512 ${this.#number(9)}", "resolved": "https://registry.npmjs.org/jsonwebtoken/-/jsonwebtoken-9.0.2.tgz"`,
      `npm warn deprecated har-validator@5.1.5: this library is no longer supported`,
      `Step ${this.#number(30)}/30 : RUN --mount=type=secret,id=npmrc npm ci`,
      `    go: downloading github.com/golang-jwt/jwt/v5 v5.2.${this.#number(9)}`,
      `--- FAIL: TestTokenIsRefreshed (0.${this.#number(99)}s)`,
      `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk${this.#number(9)}P`,
    ])
  }

  #prose(): string {
    return this.#pick([
      'Basic authentication/authorization required; Bearer authentication failed',
      'the --token flag is required, --password must be set',
      'error: invalid token: unexpected end of input',
      'failed authorization: user system:anonymous cannot list pods in namespace shop',
      'The private key is read from a file; the public key is in the certificate.',
      'Warning: no secret named registry-credentials in namespace shop, using none',
      `task-${this.#number(999)} of risk-engine on disk-${this.#number(9)} is pending`,
      'sc_handler ext_proc hf_cache api-server lob_columns _public path/pattern',
      'curl: (7) Failed to connect to auth-gateway port 443 after 2 ms: Could not connect to server',
      `level=debug msg="jira: issue SHOP-${this.#number(999)} linked, okta: group developers, vault: sealed=false"`,
      `datadog: trace ${this.#number(999_999_999)}${this.#number(999_999_999)} span ${this.#number(999_999)} sent`,
    ])
  }

  #files(): string {
    return this.#pick([
      `-rw-r--r--    1 1000     1000     ${this.#number(99_999)} Nov 22 17:44 tls.crt`,
      'lrwxrwxrwx    1 0        0               15 Nov 22 17:44 token -> ..data/token',
      `/var/run/secrets/kubernetes.io/serviceaccount/token`,
      `/app/dist/static/js/main.${this.#hex(8)}.chunk.js:1:${this.#number(99_999)}`,
      `Filesystem 1K-blocks ${this.#number(999_999)} ${this.#number(999_999)} 12% /etc/credentials`,
      `  7 app       0:0${this.#number(9)} /usr/bin/java -jar /app/token-service.jar --spring.config.location=/etc/app/`,
    ])
  }

  #reference(): string {
    return `${this.#pick([...services, ...products])}:v${this.#number(9)}.${this.#number(99)}.${this.#number(9)}@sha256:${this.#hex(64)}`
  }

  #pod(): string {
    return `${this.#pick(services)}-${this.#hex(9)}-${this.#hex(5)}`
  }

  #uuid(): string {
    return [8, 4, 4, 4, 12].map(length => this.#hex(length)).join('-')
  }

  #time(): string {
    this.#seconds += 1
    return `2026-11-22T${this.#two()}:${this.#two()}:${this.#two()}.${this.#number(899_999) + 100_000}Z`
  }

  #two(): string {
    return String(this.#number(60)).padStart(2, '0')
  }

  #hex(length: number): string {
    return Array.from({ length }, () => hexadecimal[this.#draw(16)]).join('')
  }

  #number(below: number): number {
    return this.#draw(below)
  }

  #pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = choices[this.#draw(choices.length)]
    if (chosen === undefined) throw new Error('There is nothing to choose from.')
    return chosen
  }
}
