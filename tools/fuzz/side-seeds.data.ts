const STATEMENT = {
  vulnerability: { name: 'CVE-2024-1', aliases: ['GHSA-1'] },
  products: [{ '@id': 'pkg:pypi/shop@1.0', subcomponents: [{ '@id': 'pkg:pypi/requests@2.31.0' }] }],
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
  impact_statement: 'never called',
  timestamp: '2026-01-02T03:04:05Z',
};

/** Seeds by the name of a file that stands beside a project. */
export const SIDE_SEEDS: Readonly<Record<string, readonly string[]>> = {
  'osv-scanner.toml': [
    `[[IgnoredVulns]]
id = "GHSA-1"
ignoreUntil = 2027-01-01
reason = "not reachable"

[[PackageOverrides]]
name = "requests"
version = "2.31.0"
ecosystem = "PyPI"
ignore = true
vulnerability.ignore = true
effectiveUntil = 2027-01-01
reason = "https://u:p@h/x"
`,
  ],
  '.trivyignore': ['# why\nCVE-2024-1\nGHSA-1 exp:2027-01-01\nAVD-1\n\nCVE-2024-2 # late\n'],
  '.trivyignore.yaml': [
    'vulnerabilities:\n  - id: CVE-2024-1\n    paths:\n      - a/uv.lock\n    purls:\n      - pkg:pypi/requests@2.31.0\n    expired_at: 2027-01-01\n    statement: never called\nlicenses:\n  - id: GPL-3.0\n',
  ],
  '.grype.yaml': [
    'ignore:\n  - vulnerability: CVE-2024-1\n    fix-state: not-fixed\n    package:\n      name: requests\n      version: 2.31.0\n      type: python\n    reason: x\n  - package:\n      name: click\n',
  ],
  '.pre-commit-config.yaml': [
    'repos:\n  - repo: https://github.com/pypa/pip-audit\n    rev: v2.7.0\n    hooks:\n      - id: pip-audit\n        args: ["--ignore-vuln", "GHSA-1", "--ignore-vuln=PYSEC-1"]\n',
  ],
  'workflow.yml': [
    'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          pip-audit --ignore-vuln GHSA-1 \\\n            --ignore-vuln PYSEC-1 -r requirements.txt\n      - uses: pypa/gh-action-pip-audit@v1\n        with:\n          ignore-vulns: |\n            GHSA-2\n            PYSEC-2\n',
  ],
  'pip.conf': [
    '[global]\nindex-url = https://u:p@h/simple\nextra-index-url =\n    https://a/simple\n    http://b/simple\ntrusted-host = b\n# why\n[install]\nno-deps = yes\nrequire-hashes = false\nfind-links = ./w\n',
  ],
  'uv.toml': [
    'index-url = "https://u:p@h/simple"\nextra-index-url = ["https://a/simple"]\nallow-insecure-host = ["h"]\nexclude-newer = "2023-01-01"\nindex-strategy = "unsafe-best-match"\n[[index]]\nname = "corp"\nurl = "https://c/simple"\nexplicit = true\n[pip]\nverify-hashes = false\nfind-links = ["./w"]\n',
  ],
  'poetry.toml': [
    '[virtualenvs]\nin-project = true\n[certificates.corp]\ncert = false\n[repositories.corp]\nurl = "http://h/simple"\n[installer]\nno-binary = ["a"]\n',
  ],
  'pdm.toml': ['[pypi]\nurl = "http://u:p@h/simple"\nverify_ssl = false\n[pypi.extra]\nurl = "https://x/simple"\nname = "x"\n'],
  '.github/dependabot.yml': [
    'version: 2\nupdates:\n  - package-ecosystem: pip\n    directory: /\n    schedule:\n      interval: weekly\n    cooldown:\n      default-days: 7\n      include: ["*"]\n  - package-ecosystem: uv\n    directories: ["/a", "/b/*"]\n    schedule: { interval: daily }\n',
  ],
  'renovate.json': [
    '{ // why\n  "extends": ["config:recommended"],\n  "enabledManagers": ["poetry", "pep621"],\n  "minimumReleaseAge": "7 days",\n  "packageRules": [{ "matchManagers": ["pip_requirements"], "enabled": false }],\n  "ignorePaths": ["**/x/**"]\n}\n',
  ],
  'openvex.json': [
    JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': 'x', author: 'a', version: 1, statements: [STATEMENT] }, null, 2),
  ],
  'csaf.json': [
    JSON.stringify({
      document: { category: 'csaf_vex', csaf_version: '2.0', publisher: { name: 'a' }, tracking: { id: 'x' } },
      product_tree: {
        branches: [
          {
            category: 'vendor',
            name: 'v',
            branches: [
              {
                category: 'product_version',
                name: '2.31.0',
                product: { name: 'r', product_id: 'R', product_identification_helper: { purl: 'pkg:pypi/requests@2.31.0' } },
              },
            ],
          },
        ],
        relationships: [
          {
            category: 'default_component_of',
            product_reference: 'R',
            relates_to_product_reference: 'S',
            full_product_name: { product_id: 'R-S', name: 'x' },
          },
        ],
      },
      vulnerabilities: [
        {
          cve: 'CVE-2024-1',
          ids: [{ system_name: 'GHSA', text: 'GHSA-1' }],
          product_status: { known_not_affected: ['R', 'R-S'], fixed: ['R'] },
          flags: [{ label: 'component_not_present', product_ids: ['R'] }],
          threats: [{ category: 'impact', details: 'never called', product_ids: ['R'] }],
        },
      ],
    }),
  ],
  'cyclonedx.json': [
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { authors: [{ name: 'a' }] },
      components: [{ type: 'library', 'bom-ref': 'r', name: 'requests', version: '2.31.0', purl: 'pkg:pypi/requests@2.31.0' }],
      vulnerabilities: [
        {
          id: 'CVE-2024-1',
          references: [{ id: 'GHSA-1', source: { name: 'GitHub' } }],
          analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'never called' },
          affects: [{ ref: 'r', versions: [{ version: '2.31.0', status: 'unaffected' }] }],
        },
      ],
    }),
  ],
  'baseline.json': [
    JSON.stringify({
      schema: 'rind.report/1',
      tool: { name: 'rind', version: '0' },
      command: 'audit',
      now: '2026-01-02T03:04:05Z',
      findings: [{ fingerprint: 'a'.repeat(32), rule: 'known-vulnerability' }, { fingerprint: 'b'.repeat(32) }],
      components: [],
    }),
  ],
};
