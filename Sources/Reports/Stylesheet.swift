/// The look of the report: one measure, two sizes of text, colour only where it means something.
let stylesheet: HTML = """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--soft:#595959;--rule:#dcdcdc;--tint:#f4f4f2;--failure:#b00020;
    --triggered:#d55e00;--clean:#0072b2;--decoy:#e69f00;--control:#999;--steered:#cc79a7}
    @media(prefers-color-scheme:dark){:root{--paper:#151617;--ink:#e8e6e3;--soft:#a5a29d;--rule:#393b3d;--tint:#1f2123;
    --failure:#ff7b86;--clean:#4ca6dd}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:32px 24px 64px;max-width:1040px;background:var(--paper);color:var(--ink);
    font:16px/1.5 ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
    code,.id{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
    h1,h2{font-size:22px;line-height:1.35;font-weight:600;margin:0}
    h1{max-width:40em;text-wrap:pretty}h1 code{font-size:.9em;white-space:pre-wrap}
    h3,h4,dt,th{font-size:inherit;font-weight:600;margin:0}
    header p,figcaption,summary,.axis,h4,.id,article footer,.stage,thead th,.legend,.none{font-size:14px;color:var(--soft)}
    header p{margin:0 0 8px}header p.remark{margin:8px 0 0;font-size:16px;color:var(--ink);max-width:52em}
    section{margin-top:48px;border-top:1px solid var(--rule);padding-top:16px}
    h2{margin-bottom:16px}
    table{border-collapse:collapse;width:100%}
    th,td{padding:4px 16px 4px 0;text-align:left;vertical-align:baseline}
    thead th{font-weight:400}tbody tr{border-top:1px solid var(--rule)}
    .proofs th{font-weight:400}.proofs td:last-child{padding-right:0;white-space:nowrap}
    .stage{display:inline-block;min-width:80px}
    .failed,.overridden,tr.failed th,tr.overridden th{font-weight:700}
    header .failed,tr.failed .verdict,tr.overridden .verdict{color:var(--failure)}
    .facts{margin:0}
    .facts div{display:grid;grid-template-columns:192px 1fr;gap:16px;padding:4px 0;border-top:1px solid var(--rule)}
    .facts div:first-child{border:0}
    dt{font-weight:400;color:var(--soft)}dd{margin:0;min-width:0;max-width:75ch;white-space:pre-wrap}
    figure{margin:0 0 32px}figure:last-child{margin-bottom:0}
    .chart{margin:8px 0}
    .row,.axis{display:grid;grid-template-columns:192px 1fr 72px 72px;column-gap:16px;align-items:center}
    .row>*{min-width:0}.counts,.rate{text-align:right;white-space:nowrap}.counts{color:var(--soft)}
    .plot{align-self:stretch;position:relative;min-height:28px}
    .plot>svg{position:absolute;inset:0;overflow:visible}
    .plot line{stroke:currentColor;stroke-width:2}.plot .grid{stroke:var(--rule);stroke-width:1}
    .plot .zero{stroke:var(--ink);stroke-width:1}.plot circle,.plot path{fill:currentColor}
    .plot .open{fill:var(--paper);stroke:currentColor;stroke-width:2.5}
    .axis{position:relative;height:20px}
    .axis span{grid-row:1;grid-column:2;width:48px;text-align:center;margin-left:-24px;position:relative}
    .axis span:nth-child(2){left:25%}.axis span:nth-child(3){left:50%}.axis span:nth-child(4){left:75%}
    .axis span:nth-child(5){left:100%}
    .triggered{color:var(--triggered)}.clean{color:var(--clean)}.decoy{color:var(--decoy)}.control{color:var(--control)}
    .steered{color:var(--steered)}.difference{color:var(--ink)}
    details{margin-top:8px}summary{cursor:pointer}.wide{overflow-x:auto}
    .numbers{width:auto}.numbers td,.numbers thead th:not(:first-child){text-align:right}.numbers th{font-weight:400}
    .outcomes .row{grid-template-columns:192px 1fr 1fr;padding:4px 0}
    .legend{display:flex;flex-wrap:wrap;gap:0 16px}
    .bar,.legend svg{display:inline-block;vertical-align:-1px}.patterns{position:absolute}
    .bar rect,.legend rect{stroke:var(--soft);stroke-width:1}.patterns path{stroke:var(--ink);stroke-width:1.5;fill:none}
    rect.finished{fill:var(--rule)}rect.empty{fill:var(--paper)}rect.failed{fill:var(--failure)}
    rect.truncated{fill:url(#truncated)}rect.malformed{fill:url(#malformed)}rect.refused{fill:url(#refused)}
    .transcripts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:24px 32px;margin:8px 0 40px}
    article{min-width:0;border-top:1px solid var(--rule);padding-top:8px}
    article header{display:flex;justify-content:space-between;gap:16px}article header>:first-child{color:var(--ink)}
    article header b{font-weight:400}
    .triggered b{color:var(--triggered)}.clean b{color:var(--clean)}.decoy b{color:var(--decoy)}
    .control b{color:var(--control)}.steered b{color:var(--steered)}
    h4{font-weight:400;margin-top:12px}
    .text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:75ch;unicode-bidi:plaintext}
    .reasoning{border-left:2px dotted var(--soft);padding-left:12px;color:var(--soft)}
    .missing{color:var(--soft);font-style:italic}article footer{margin-top:12px}
    mark{background:var(--tint);color:inherit;border-radius:2px;outline:1px solid var(--soft)}
    mark.trigger{outline-color:var(--triggered)}mark.behavior{outline-style:dashed;outline-color:var(--triggered)}
    @media(max-width:640px){body{padding:24px 16px 48px}h1,h2{font-size:20px}
    .facts div{grid-template-columns:1fr;gap:0}
    .row,.axis{grid-template-columns:1fr auto 64px;column-gap:12px}.row{padding-top:8px}
    .plot,.bar{grid-column:1/-1;grid-row:2;width:calc(100% - 16px);margin:0 8px}
    .axis{padding:0 8px}.axis span{grid-column:1/-1}
    .outcomes .row{grid-template-columns:1fr;padding:8px 0}.outcomes .legend{grid-row:3}
    .bar{width:100%;margin:0}
    .proofs thead{display:none}.proofs tr{display:grid;grid-template-columns:1fr auto;padding:8px 0}
    .proofs th,.proofs td{padding:0}.proofs th{grid-column:1/-1}.proofs td:nth-child(3){grid-row:3;color:var(--soft)}
    .proofs td:nth-child(3)::before{content:"asked: "}.stage{display:block}}
    @media print{body{padding:0;max-width:none}section,figure,article{break-inside:avoid}}

    """
