import re,subprocess
M={'AuditedAreas':'new','AreaSums':'new','MovedAnswer':'new','Donation':'new','PlaceboCounts':'new','Span':'from_columns','ResidualAutocorrelation':'new','SpatialErrorFit':'fit','Found':'from_result','Reporting':'from_contrast','MoransI':'new','SpatialTest':'new','Chance':'new','Reading':'new','Gathered':'from_file','Kept':'from_record','ArrestsByMonth':'count','Calendar':'from_minutes','Dependence':'from_groups','LateReporting':'detect','Daily':'count','MissingPlaces':'count','Biclustering':'fit','Delays':'for_study','DistanceClass':'new','Influence':'new','Link':'new','NullDistribution':'new','Place':'for_streams','SeedVerdict':'new','KeptGammas':'from_kept','SelectionSummary':'new','ComparatorRow':'new','LeaderBoard':'new','CombinationSummary':'new','DailySeries':'new','Figure':'new','StreamResult':'new','YearCounts':'new','StateDiagram':'new','Ranked':'new','BlockAuc':'new','StreamRanks':'new','DroppedScores':'new','SetScores':'new','Shifts':'new','Classes':'new','Truth':'from_city','Projection':'new','Split':'for_study','TrainingStreams':'new','City':'named','Ground':'new','Saved':'from_attachments'}
files=[f for f in subprocess.check_output(['git','ls-files']).decode().split() if f.endswith(('.rs','.md'))]
for f in files:
    try: t=open(f).read()
    except Exception: continue
    o=t
    for ty,new in M.items():
        t=re.sub(r'(?<![A-Za-z0-9_])'+ty+r'((?:::<[^>]*>)?)::of\b',ty+r'\1::'+new,t)
    # definitions
    lines=t.split('\n'); impl=None
    for n,l in enumerate(lines):
        m=re.match(r"impl(?:<[^>]*>)?\s+(?:\S+ for )?(\w+)",l)
        if m: impl=m.group(1)
        if impl in M:
            m=re.match(r'(\s+(?:pub(?:\([^)]*\))? )?(?:const )?fn )of((?:<[^>]*>)?\()(?!&?(?:mut )?self)(.*)',l)
            if m and not re.match(r'\s*&?self',lines[n+1] if l.rstrip().endswith('(') else 'x'):
                lines[n]=m.group(1)+M[impl]+m.group(2)+m.group(3)
            lines[n]=re.sub(r'\bSelf::of\b','Self::'+M[impl],lines[n])
    t='\n'.join(lines)
    if t!=o: open(f,'w').write(t)
