Attribute VB_Name = "KpiOnMac"
' The way from Excel to Python on a Mac, in place of KpiServer: a script that Excel may run starts Python.
Option Explicit
Option Private Module

Private Const SCRIPT As String = "kpi.applescript"
Private Const STARTED As String = "started"

' No cell could wait for Python there.
Public Function KpiCall(name As String, arguments)
    KpiCall = CVErr(xlErrNA)
End Function

' Comes back at once: Excel has to be free to answer Python, which tells the sentence itself.
Public Sub KpiPress(button As String, book As String)
    On Error GoTo failed
    #If Mac Then
        If AppleScriptTask(SCRIPT, "press", button & "|" & book) <> STARTED Then GoTo failed
    #End If
    Exit Sub
failed:
    KpiTell KpiText("KPI_no_python")
End Sub
