Attribute VB_Name = "KpiRibbon"
' Written from addin/buttons.py by addin.excel.ribbon; do not edit.
Option Explicit

Public Sub KpiCheck(control As IRibbonControl)
    KpiPress "check"
End Sub

Public Sub KpiScore(control As IRibbonControl)
    KpiPress "score"
End Sub

Public Sub KpiFeedback(control As IRibbonControl)
    KpiPress "feedback"
End Sub

Public Sub KpiUndo(control As IRibbonControl)
    KpiPress "undo"
End Sub

Public Sub KpiReport(control As IRibbonControl)
    KpiPress "report"
End Sub

Public Sub KpiForms(control As IRibbonControl)
    KpiPress "forms"
End Sub

Public Sub KpiSettings(control As IRibbonControl)
    KpiPress "settings"
End Sub

Public Sub KpiLanguage(control As IRibbonControl)
    KpiPress "language"
End Sub

Public Sub KpiSelfTest(control As IRibbonControl)
    KpiPress "self_test"
End Sub

Public Sub KpiHelp(control As IRibbonControl)
    KpiPress "help"
End Sub
