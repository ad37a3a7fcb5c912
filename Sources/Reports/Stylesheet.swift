/// The look of the report, and of the pages of the browser view beneath their own: one measure, two sizes of text, colour only where it means something.
package let stylesheet: HTML = """
    :root{color-scheme:light dark;\(ChartPalette.light.properties)}
    @media screen and (prefers-color-scheme:dark){:root{\(ChartPalette.dark.properties)}}
    *{box-sizing:border-box}
    body{margin:0 auto;padding:32px 24px 64px;max-width:1040px;background:var(--paper);color:var(--ink);
    font:16px/1.5 ui-sans-serif,system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
    code,.id{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
    a{color:inherit;text-decoration-color:var(--soft);text-underline-offset:2px}
    h1,h2{font-size:22px;line-height:1.35;font-weight:600;margin:0}
    h1{max-width:40em;text-wrap:pretty}h1 code{font-size:.9em;white-space:pre-wrap}
    h3,h4,dt,th{font-size:inherit;font-weight:600;margin:0}
    header p,figcaption,summary,h4,.id,article footer,.soft,thead th{font-size:14px;color:var(--soft)}
    header p{margin:0 0 8px}header p.remark{margin:8px 0 0;font-size:16px;color:var(--ink);max-width:52em}
    section{margin-top:48px;border-top:1px solid var(--rule);padding-top:16px}
    h2{margin-bottom:16px}
    table{border-collapse:collapse;width:100%}
    th,td{padding:4px 16px 4px 0;text-align:left;vertical-align:baseline}
    thead th{font-weight:400}tbody tr{border-top:1px solid var(--rule)}
    .proofs th{font-weight:400;width:40%}.proofs td:last-child{padding-right:0;white-space:nowrap}
    details.proofs{margin:0;padding:4px 0;border-top:1px solid var(--rule)}details.proofs:first-of-type{border:0}
    details.proofs>summary{font-size:inherit;color:var(--ink)}summary b{display:inline-block;width:20px}
    details.proofs>table{margin:4px 0 12px}.passed{font-weight:400}b.failed{color:var(--failure)}
    .failed,.overridden,tr.failed th,tr.overridden th{font-weight:700}
    header .failed,tr.failed .verdict,tr.overridden .verdict{color:var(--failure)}
    .facts{margin:0}
    .facts div{display:grid;grid-template-columns:192px 1fr;gap:16px;padding:4px 0;border-top:1px solid var(--rule)}
    .facts div:first-child{border:0}
    dt{font-weight:400;color:var(--soft)}dd{margin:0;min-width:0;max-width:75ch;white-space:pre-wrap}
    figure{margin:0 0 32px}figure:last-child{margin-bottom:0}figcaption{max-width:760px}
    .chart{display:block;width:100%;height:auto;margin:8px 0}
    .facts+figure,.wide+figure{margin-top:24px}.at-ease{max-width:760px}.in-brief{display:none;max-width:412px}
    \(chartShapes)    \(ChartPalette.rulesOfPage)
    details{margin-top:8px}summary{cursor:pointer}.wide{overflow-x:auto}
    .numbers{width:auto}.numbers td,.numbers thead th:not(:first-child){text-align:right}.numbers th{font-weight:400}
    .points td{white-space:nowrap}.points td.failed{white-space:normal}.points td:first-child{text-align:left}
    details.class{margin:0;padding:8px 0;border-top:1px solid var(--rule)}details.class:first-of-type{border:0}
    details.class h3{display:inline;color:var(--ink);font-size:16px;margin-right:8px}
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
    .proofs thead{display:none}.proofs th{width:auto}.proofs tr{display:grid;grid-template-columns:1fr auto;padding:8px 0}
    .proofs th,.proofs td{padding:0}.proofs th{grid-column:1/-1}.proofs td:nth-child(3){grid-row:3;color:var(--soft)}
    .proofs td:nth-child(3)::before{content:"asked: "}}
    pre{font:14px/1.5 ui-monospace,monospace;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
    @page{margin:18mm 16mm}
    @media print{body{max-width:none;padding:0;font-size:10.5pt;print-color-adjust:exact}h1,h2{font-size:15pt}
    section{margin-top:24pt}h2,h3{break-after:avoid}figure,article,tr,.facts div{break-inside:avoid}
    details::details-content{content-visibility:visible;block-size:auto}figure details{display:none}
    summary{list-style:none}.transcripts{grid-template-columns:1fr 1fr}}
    @media(max-width:720px){.at-ease{display:none}.in-brief{display:block}}

    """
