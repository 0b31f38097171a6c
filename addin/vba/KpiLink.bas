Attribute VB_Name = "KpiLink"
' The way from this workbook to what is installed on the machine. A workbook knows no more of it than one name:
' no path, no setting, no program.
Option Explicit
Option Private Module

Private Const ADDIN As String = "kpi.xlam"

Public Function KpiCall(name As String, arguments)
    On Error GoTo missing
    KpiCall = Application.Run(KpiHome() & "KpiCall", name, arguments)
    Exit Function
missing:
    KpiCall = CVErr(xlErrNA)
End Function

Public Sub KpiPress(button As String)
    On Error GoTo missing
    Application.Run KpiHome() & "KpiPress", button, ThisWorkbook.Name
    Exit Sub
missing:
    KpiTell KpiText("KPI_install_first")
End Sub

' Asks for the add-in that is loaded; otherwise a file of that name beside the workbook could be taken for it.
Private Function KpiHome() As String
    KpiHome = "'" & Workbooks(ADDIN).Name & "'!"
End Function
