import { hash } from 'node:crypto';

/**
 * The one stylesheet of every page. Colors keep a contrast of at least 4.5 to 1 to what is behind them, in the light and
 * in the dark (WCAG 2.2, 1.4.3); what a color says is said in words as well.
 */
export const STYLE = `:root{color-scheme:light dark;--ink:#1c1b19;--soft:#5c5952;--paper:#fdfcfa;--card:#fff;--line:#e2dfd8;
--link:#0b5a8a;--mark:#8a4b08;--deny:#a3161f;--deny-paper:#fdeceb;--hold:#7a4a00;--hold-paper:#fdf3dc;--allow:#1c6434;--allow-paper:#e9f5ec}
@media(prefers-color-scheme:dark){:root{--ink:#eceae5;--soft:#aaa69d;--paper:#171614;--card:#1f1e1b;--line:#393732;
--link:#8cc8f0;--mark:#e8ae6b;--deny:#ffaaa3;--deny-paper:#43191a;--hold:#f4cc7c;--hold-paper:#3c2d0e;--allow:#98d8a9;--allow-paper:#17341f}}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:1}
body>header,main,body>footer{max-width:64rem;margin:0 auto;padding:0 1.25rem}
body>header{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem;padding-top:1.1rem;padding-bottom:1.1rem;min-height:4.7rem}
.brand{font-weight:700;font-size:1.15rem;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.brand::before{content:"";display:inline-block;width:.8em;height:.8em;margin-right:.45em;border-radius:50% 50% 50% 0;border:.2em solid var(--mark);vertical-align:-.06em}
header nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:0;padding:0}
header nav a{color:var(--soft);text-decoration:none;padding:.2rem 0;border-bottom:2px solid transparent}
header nav a:hover{color:var(--ink)}
header nav a[aria-current]{color:var(--ink);border-color:var(--mark)}
body>header form{margin-left:auto}
form{display:flex;gap:.5rem;max-width:100%}
form.wide{margin:1rem 0 1.5rem;max-width:34rem}
form.wide input{flex:1}
label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
input,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.35rem .65rem;min-width:0}
::placeholder{color:var(--soft);opacity:1}
button{cursor:pointer;background:transparent}
main{padding-top:.5rem;padding-bottom:3rem}
h1{font-size:1.7rem;line-height:1.25;letter-spacing:-.015em;margin:.6rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.12rem;margin:2.2rem 0 .6rem}
h3{font-size:1rem;margin:0}
p{margin:.5rem 0;max-width:46rem}
.lead{font-size:1.05rem;overflow-wrap:anywhere}
.soft,footer,caption,small{color:var(--soft)}
code{font:.9em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:color-mix(in srgb,var(--ink) 7%,transparent);padding:.1em .35em;border-radius:4px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.45rem 1.5rem;margin:1rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.table{overflow-x:auto;margin:.6rem 0;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;width:100%}
caption{text-align:left;padding:.6rem .8rem 0;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:600;font-size:.88rem;white-space:nowrap}
tbody th{font-weight:500}
td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
time{white-space:nowrap;font-variant-numeric:tabular-nums}
.word{display:inline-block;font-weight:600;font-size:.86rem;line-height:1.35;padding:.1rem .5rem;border-radius:99px;white-space:nowrap;border:1px solid currentColor}
.deny{color:var(--deny);background:var(--deny-paper)}
.hold{color:var(--hold);background:var(--hold-paper)}
.allow{color:var(--allow);background:var(--allow-paper)}
.plain{color:var(--soft)}
.note{border-left:4px solid var(--hold);background:var(--hold-paper);padding:.6rem 1rem;border-radius:0 6px 6px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;margin:1.2rem 0;padding:0;list-style:none}
.cards li{border:1px solid var(--line);border-radius:8px;background:var(--card);padding:.8rem 1rem}
.cards strong{display:block;font-size:1.3rem;line-height:1.3;letter-spacing:-.01em;overflow-wrap:anywhere}
.cards span{color:var(--soft);font-size:.9rem}
.names{list-style:none;padding:0;margin:1rem 0}
.names.many{columns:14rem;column-gap:2rem}
.names li{break-inside:avoid;padding:.15rem 0;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:8px;background:var(--card);margin:.6rem 0}
summary{cursor:pointer;padding:.6rem .9rem;display:flex;flex-wrap:wrap;gap:.3rem .9rem;align-items:baseline}
summary h3{min-width:5.5rem;overflow-wrap:anywhere}
summary::before{content:"▸";color:var(--soft)}
details[open]>summary::before{content:"▾"}
summary::-webkit-details-marker{display:none}
.files,.queue{table-layout:fixed}.files th,.queue th{overflow-wrap:anywhere}.files th:first-child{width:45%}.files .number{width:6.5rem}
.queue th:first-child{width:26%}.queue th:nth-child(3){width:9rem}.queue th:nth-child(4){width:12rem}
td p:first-child{margin-top:0}.word+p{margin-top:.5rem}
.stack tbody th>code,.id code{white-space:nowrap}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.reason{margin:0;padding:.6rem .9rem;border-top:1px solid var(--line);max-width:none}
details .table{margin:0;border:0;border-top:1px solid var(--line);border-radius:0 0 8px 8px}
.pages{display:flex;gap:1.5rem;margin:1.2rem 0}
pre{margin:.6rem 0;padding:.8rem 1rem;white-space:pre-wrap;border:1px solid var(--line);border-radius:8px;background:var(--card)}
pre code{background:none;padding:0}
body>footer{padding-bottom:2rem;font-size:.9rem}
@media(max-width:40rem){summary h3{min-width:0}body>header form{margin-left:0;width:100%}body>header form input{flex:1}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}
.stack caption{display:block}.files th:first-child,.files .number,.queue th:first-child{width:auto}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block}
.stack tr{border-top:1px solid var(--line);padding:.5rem 0}.stack tr:first-child{border-top:0}
.stack th,.stack td{border:0;padding:.15rem .8rem;text-align:left;overflow-wrap:anywhere}.stack td:empty{display:none}
.stack td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}}
@media print{body>header form,nav{display:none}}
`;

/** Names the stylesheet: another one has another address, so that each may be kept for ever. */
export const STYLE_DIGEST: string = hash('sha256', STYLE, 'hex').slice(0, 32);
