using Fovea.Cli;

return App.Run(args, Terminal.OfProcess());
