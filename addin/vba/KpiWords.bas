Attribute VB_Name = "KpiWords"
' What people are told. VBA text is plain ASCII, so the sentences stand in hidden names of the workbook.
Option Explicit
Option Private Module

' The status bar can show any letter and one line, a message box letters of the machine's language.
Public Sub KpiTell(sentence As String)
    On Error Resume Next ' whatever cannot be shown, the work is done
    Application.StatusBar = Left$(sentence, 255)
    MsgBox sentence, vbInformation, "KPI"
    Application.StatusBar = False
End Sub

' The sentence of a name that refers to ="..."; the name itself where somebody has deleted it.
Public Function KpiText(key As String) As String
    Dim formula As String
    KpiText = key
    On Error Resume Next
    formula = ThisWorkbook.Names(key).RefersTo
    If Len(formula) > 3 Then KpiText = Mid$(formula, 3, Len(formula) - 3)
End Function
