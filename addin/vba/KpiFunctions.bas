Attribute VB_Name = "KpiFunctions"
' Written from kpi/functions by addin.excel.stubs; do not edit.
Option Explicit

Public Function KPI_SCORE(kpi, actual, Optional target, Optional rules)
Attribute KPI_SCORE.VB_Description = "Points of one KPI, 100 when the target is met, not rounded. Blank gives blank, as does N/A; an open target or an actual beyond its bounds gives #N/A, text that is no number #VALUE!."
Attribute KPI_SCORE.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_SCORE = KpiCall("KPI_SCORE", Array(KpiArg(kpi), KpiArg(actual), KpiArg(target), KpiArg(rules)))
End Function

Public Function KPI_STATUS(kpi, actual, Optional target, Optional rules, Optional language, Optional green, Optional amber)
Attribute KPI_STATUS.VB_Description = "State of one KPI: on target, warning or below target; also N/A, target open and unreadable."
Attribute KPI_STATUS.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_STATUS = KpiCall("KPI_STATUS", Array(KpiArg(kpi), KpiArg(actual), KpiArg(target), KpiArg(rules), KpiArg(language), KpiArg(green), KpiArg(amber)))
End Function

Public Function KPI_EXPLAIN(kpi, actual, Optional target, Optional rules, Optional language, Optional green, Optional amber)
Attribute KPI_EXPLAIN.VB_Description = "The score as a sum in words: actual, target, gap, curve, score, weight, points. Where there is no score, the reason and what to do about it."
Attribute KPI_EXPLAIN.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_EXPLAIN = KpiCall("KPI_EXPLAIN", Array(KpiArg(kpi), KpiArg(actual), KpiArg(target), KpiArg(rules), KpiArg(language), KpiArg(green), KpiArg(amber)))
End Function

Public Function KPI_FEEDBACK(kpi, actual, Optional target, Optional rules, Optional language)
Attribute KPI_FEEDBACK.VB_Description = "What to improve on one KPI: how much is missing, the points lost, the direction; on target, a sentence that says so. N/A gives blank."
Attribute KPI_FEEDBACK.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_FEEDBACK = KpiCall("KPI_FEEDBACK", Array(KpiArg(kpi), KpiArg(actual), KpiArg(target), KpiArg(rules), KpiArg(language)))
End Function

Public Function KPI_TARGET(kpi, Optional rules)
Attribute KPI_TARGET.VB_Description = "Target of one KPI; where months add up to a sum, for one month. #N/A while the target is open."
Attribute KPI_TARGET.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_TARGET = KpiCall("KPI_TARGET", Array(KpiArg(kpi), KpiArg(rules)))
End Function

Public Function KPI_WEIGHT(kpi, Optional rules)
Attribute KPI_WEIGHT.VB_Description = "Effective weight of one KPI in its set while all KPIs apply, as a fraction."
Attribute KPI_WEIGHT.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_WEIGHT = KpiCall("KPI_WEIGHT", Array(KpiArg(kpi), KpiArg(rules)))
End Function

Public Function KPI_TOTAL(scores, weights, Optional policy, Optional categories, Optional states, Optional excused, Optional enough)
Attribute KPI_TOTAL.VB_Description = "Total, not rounded. #N/A while a score with a weight is blank; N/A for a score shares its weight out unless excused says otherwise; #N/A when less than 60 % of the weight applies."
Attribute KPI_TOTAL.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_TOTAL = KpiCall("KPI_TOTAL", Array(KpiArg(scores), KpiArg(weights), KpiArg(policy), KpiArg(categories), KpiArg(states), KpiArg(excused), KpiArg(enough)))
End Function

Public Function KPI_GRADE(total, Optional grades, Optional full)
Attribute KPI_GRADE.VB_Description = "Letter of a total, read off the total as it is shown, with two decimals."
Attribute KPI_GRADE.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_GRADE = KpiCall("KPI_GRADE", Array(KpiArg(total), KpiArg(grades), KpiArg(full)))
End Function

Public Function KPI_SCORES(kpis, actuals, Optional targets, Optional rules)
Attribute KPI_SCORES.VB_Description = "Scores of a whole column in one call, row by row as KPI_SCORE gives them; a blank row stays blank, an error concerns its own row only."
Attribute KPI_SCORES.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_SCORES = KpiCall("KPI_SCORES", Array(KpiArg(kpis), KpiArg(actuals), KpiArg(targets), KpiArg(rules)))
End Function

Public Function KPI_RULES(table)
Attribute KPI_RULES.VB_Description = "The table Rules as text in one cell, for other functions to take as rules: much quicker where there are many formulas, and it follows every change of the table."
Attribute KPI_RULES.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_RULES = KpiCall("KPI_RULES", Array(KpiArg(table)))
End Function

Public Function KPI_FEEDBACKS(part, kpis, actuals, Optional targets, Optional weights, Optional states, Optional rules, Optional language, Optional last, Optional rise)
Attribute KPI_FEEDBACKS.VB_Description = "Feedback on one person: strengths, gaps or direction of improvement, one sentence a line, as the sheet Feedback proposes it."
Attribute KPI_FEEDBACKS.VB_ProcData.VB_Invoke_Func = " \n20"
    KPI_FEEDBACKS = KpiCall("KPI_FEEDBACKS", Array(KpiArg(part), KpiArg(kpis), KpiArg(actuals), KpiArg(targets), KpiArg(weights), KpiArg(states), KpiArg(rules), KpiArg(language), KpiArg(last), KpiArg(rise)))
End Function
